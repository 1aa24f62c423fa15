import { check } from './check.ts';
import { schema } from './schema.ts';
import { show } from './show.ts';

export const configCommands = [check, show, schema];
