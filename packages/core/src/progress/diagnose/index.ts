import { bootLoop, noBootFile, noNextServer, unknownNode, wrongArchitecture } from './machine.ts';
import { loaderLimit, memoryTooSmall } from './memory.ts';
import { noBootFileFetched, noRoute, serverWasDown, slowLink, transferFailed, transferStalled } from './network.ts';
import { diskFull, kernelSilent, nothingMore, systemSilent } from './node.ts';
import { assignmentProblem, blobDamaged, digestMismatch, imageChanged, overlayFailed } from './payload.ts';
import { bootFileRefused, kernelRefused } from './secure-boot.ts';
import { tokenRefused } from './token.ts';
import type { Cause, Rule, Situation } from './types.ts';

/** The most telling sign first. */
const RULES: readonly Rule[] = [
  tokenRefused,
  kernelRefused,
  diskFull,
  digestMismatch,
  unknownNode,
  imageChanged,
  assignmentProblem,
  overlayFailed,
  blobDamaged,
  noBootFile,
  noNextServer,
  wrongArchitecture,
  loaderLimit,
  memoryTooSmall,
  slowLink,
  serverWasDown,
  transferStalled,
  transferFailed,
  bootFileRefused,
  bootLoop,
  noBootFileFetched,
  noRoute,
  kernelSilent,
  systemSilent,
  nothingMore,
];

/** Rules that see trouble coming before anything is late. */
const FORESIGHT: readonly Rule[] = [
  assignmentProblem,
  noBootFile,
  noNextServer,
  wrongArchitecture,
  loaderLimit,
  memoryTooSmall,
];

/** The likeliest cause; undefined when nothing is known to be wrong. Pure. */
export function diagnose(situation: Situation): Cause | undefined {
  const rules = situation.symptom === 'ahead' ? FORESIGHT : RULES;
  for (const rule of rules) {
    const cause = rule(situation);
    if (cause !== undefined) return cause;
  }
  return undefined;
}
