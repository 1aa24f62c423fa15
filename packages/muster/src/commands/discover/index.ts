import { accept } from './accept.ts';
import { forget } from './forget.ts';
import { list } from './list.ts';

export const discoverCommands = [list, accept, forget];
