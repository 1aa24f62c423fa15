import { add } from './add.ts';
import { remove } from './delete.ts';
import { diff } from './diff.ts';
import { importNodes } from './import.ts';
import { list } from './list.ts';
import { set } from './set.ts';
import { show } from './show.ts';
import { status } from './status.ts';
import { timeline } from './timeline.ts';

export const nodeCommands = [add, importNodes, list, show, status, timeline, diff, set, remove];
