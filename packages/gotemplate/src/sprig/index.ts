import type { FuncMap } from '../value/func.ts';
import { dictFuncs } from './dicts.ts';
import { jsonFuncs } from './json.ts';
import { listFuncs } from './lists.ts';
import { mathFuncs } from './math.ts';
import { miscFuncs } from './misc.ts';
import { refusedFuncs } from './refused.ts';
import { regexFuncs } from './regex.ts';
import { stringFuncs } from './strings.ts';

const own: FuncMap = {
  ...stringFuncs,
  ...listFuncs,
  ...dictFuncs,
  ...mathFuncs,
  ...jsonFuncs,
  ...miscFuncs,
  ...regexFuncs,
};

/** Functions whose `must` form is the same: failure is an error in both. */
const mustForms = [
  'append',
  'push',
  'prepend',
  'first',
  'rest',
  'last',
  'initial',
  'reverse',
  'uniq',
  'without',
  'has',
  'slice',
]
  .concat(['compact', 'chunk', 'merge', 'mergeOverwrite', 'deepCopy'])
  .map((name) => [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`, own[name]] as const);

/**
 * Sprig's functions by name. Those that read time, chance, environment or network are there too, and fail when called:
 * `refusedFunctions` lists them.
 */
export const sprigFunctions: FuncMap = Object.freeze({
  ...refusedFuncs,
  ...own,
  ...(Object.fromEntries(mustForms) as FuncMap),
});

/** Names of the Sprig functions that are refused. */
export const refusedFunctions: readonly string[] = Object.freeze(Object.keys(refusedFuncs));
