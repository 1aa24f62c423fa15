import type { Rule } from './types.ts';
import { nameOf } from './words.ts';

/** The first stage told that there was no room. */
export const diskFull: Rule = ({ boot, stage, stageName }) => {
  const detail = stage?.failure?.detail ?? '';
  if (!/no space left|disk (is )?full|ENOSPC/i.test(detail)) return undefined;
  return {
    code: 'DISK_FULL',
    sentence: `${nameOf(boot)} has no room left for its ${stageName}: ${detail}`,
    remedy:
      'its root is in memory: more memory, or a smaller image (etc/muster/excludes in the image); with a disk as root, a larger one',
  };
};

/** The kernel was given everything and nothing was heard of it. */
export const kernelSilent: Rule = ({ boot, facts, symptom, stageName }) => {
  if (symptom !== 'silent' || (stageName !== 'init' && stageName !== 'manifest')) return undefined;
  const what = stageName === 'init' ? 'its init has not reported' : 'its first stage has not asked for the image';
  return {
    code: stageName === 'init' ? 'INIT_SILENT' : 'FIRST_STAGE_SILENT',
    sentence: `${nameOf(boot)} has fetched its payload, but ${what}`,
    remedy: `look at its console: kernel without a driver for its network card, too little memory${
      facts.memory === undefined ? ' (tell Muster with --set hardware.memory=SIZE)' : ''
    }, or no network in the system (kernel.args, network overlay)`,
  };
};

/** Init runs, and the system does not come up. */
export const systemSilent: Rule = ({ boot, symptom, stageName }) => {
  if (symptom !== 'silent' || stageName !== 'up') return undefined;
  return {
    code: 'SYSTEM_SILENT',
    sentence: `init runs on ${nameOf(boot)}, but the system has not come up`,
    remedy: 'on the node: systemctl list-jobs; systemctl --failed',
  };
};

/** A stage between two others was left out. */
export const nothingMore: Rule = ({ boot, symptom, stageName, stage }) => {
  const failed = symptom === 'failed';
  return {
    code: failed ? 'STAGE_FAILED' : 'STAGE_MISSING',
    sentence: failed
      ? `${stageName} of ${nameOf(boot)} failed${stage?.failure?.detail === undefined ? '' : `: ${stage.failure.detail}`}`
      : `${nameOf(boot)} has not come to its ${stageName}`,
    remedy: `muster log ${nameOf(boot)}, and its console`,
  };
};
