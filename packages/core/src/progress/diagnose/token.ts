import { nameOf } from './words.ts';
import type { Boot } from '../boots/boot.ts';
import type { Cause, Rule } from './types.ts';

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

/** Somebody else has this boot's token: the boot goes on, but what it carries may have been read on its way. */
export function stolenToken(boot: Pick<Boot, 'node' | 'mac' | 'remarks'>): Cause | undefined {
  const theft = boot.remarks?.findLast(({ code }) => code === 'TOKEN_OTHER_ADDRESS');
  if (theft === undefined) return undefined;
  return {
    code: 'TOKEN_REFUSED',
    sentence: `a machine that is not ${nameOf(boot)} was refused${theft.detail === undefined ? '' : `: ${theft.detail}`}`,
    remedy: `find the machine at ${theft.address ?? 'that address'} and how it saw the token (docs/security.md); ${nameOf(boot)} boots on`,
  };
}
