import { list } from './list.ts';
import { render } from './render.ts';
import { show } from './show.ts';

export const overlayCommands = [list, show, render];
