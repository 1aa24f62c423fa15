import { build } from './build.ts';
import { remove } from './delete.ts';
import { importImage } from './import.ts';
import { list } from './list.ts';
import { show } from './show.ts';

export const imageCommands = [importImage, build, list, show, remove];
