import { add } from './add.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { set } from './set.ts';
import { show } from './show.ts';

export const profileCommands = [add, list, show, set, remove];
