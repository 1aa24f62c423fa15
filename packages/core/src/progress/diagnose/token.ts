import { nameOf } from './words.ts';
import type { Rule } from './types.ts';

/** A token was not given, or not taken. */
export const tokenRefused: Rule = ({ boot, stage, symptom }) => {
  const { code, detail } = stage?.failure ?? {};
  if (symptom !== 'failed' || code === undefined) return undefined;
  if (code === 'SECOND_CLAIM') {
    return {
      code: 'SECOND_CLAIMANT',
      sentence: `a second machine claims to be ${nameOf(boot)}${detail === undefined ? '' : `: ${detail}`}`,
      remedy: `find the machine with the address named; if it is the node itself, start it again; muster log ${nameOf(boot)}`,
    };
  }
  if (code !== 'NO_LEASE' && !code.startsWith('TOKEN_')) return undefined;
  return {
    code: 'TOKEN_REFUSED',
    sentence: `${nameOf(boot)} did not prove who it is${detail === undefined ? ` (${code})` : `: ${detail}`}`,
    remedy:
      'start it again, so that it gets a new token; a node whose DHCP is not served here needs another proof (see "proof" in the configuration)',
  };
};
