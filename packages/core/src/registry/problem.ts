import type { Where } from '../errors/index.ts';

/** One thing wrong with the registry's content. */
export interface RegistryProblem {
  readonly sentence: string;
  readonly remedy: string;
  readonly where: Where;
}

/** A problem inside one body: keys below the entry lead to the place. */
export interface BodyProblem {
  readonly segments: readonly string[];
  readonly sentence: string;
  readonly remedy: string;
}
