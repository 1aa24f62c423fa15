import { MusterError } from './muster-error.ts';

/** Wording of what can be wrong with a question about a boot. */
export const explainErrors = {
  unknownClass: (asked: string, nearest: string | undefined, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'CLIENT_CLASS_UNKNOWN',
      usage: true,
      sentence: `there is no client class "${asked}"`,
      remedy:
        nearest === undefined ? `use one of: ${known.join(', ')}` : `did you mean ${nearest}? All: ${known.join(', ')}`,
    }),
};
