import type { TSchema } from 'typebox';
import type { RegistryProblem } from './problem.ts';
import type { Section } from './source-file.ts';

/** Entries in one message: small enough that parsing its JSON does not hold up a DHCP packet. */
export const CHUNK = 100;

export interface ToWorker {
  readonly inputs: readonly { readonly path: string; readonly text: string }[];
  readonly contributed: Readonly<Record<string, TSchema>>;
}

export type FromWorker =
  | { readonly kind: 'entries'; readonly index: number; readonly section: Section; readonly json: string }
  | { readonly kind: 'problems'; readonly index: number; readonly problems: readonly RegistryProblem[] };
