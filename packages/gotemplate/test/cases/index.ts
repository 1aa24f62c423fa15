import type { Case } from './case.ts';
import { errorCases } from './errors.ts';
import { foundCases } from './found.ts';
import { functionCases } from './functions.ts';
import { languageCases } from './language.ts';
import { sprigCases } from './sprig.ts';

/** All cases whose results by Go are in `fixtures/go-golden.json`, in that order. */
export const allCases: readonly Case[] = [
  ...languageCases,
  ...functionCases,
  ...errorCases,
  ...sprigCases,
  ...foundCases,
];
