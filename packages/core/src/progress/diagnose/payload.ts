import { nameOf } from './words.ts';
import type { Rule } from './types.ts';

/** What `assign` said is missing: no image, image not built, no kernel, no loader … */
export const assignmentProblem: Rule = ({ boot, facts }) => {
  const problem = facts.spec?.problems[0];
  if (problem === undefined || boot.stages.has('init')) return undefined;
  return { code: problem.code, sentence: problem.sentence, remedy: problem.remedy };
};

/** The image was built anew while the machine was fetching, and what it wants is gone. */
export const imageChanged: Rule = ({ boot, facts, stage, symptom }) => {
  const { image, imageNow } = facts;
  if (symptom !== 'failed' || stage?.failure === undefined || image === undefined) return undefined;
  const got = boot.digests?.get('kernel');
  const isOther = got !== undefined && facts.spec?.kernel?.digest !== undefined && facts.spec.kernel.digest !== got;
  const isRebuilt = imageNow?.archive?.digest !== image.archive?.digest;
  if (!isOther && !isRebuilt) return undefined;
  return {
    code: 'IMAGE_CHANGED',
    sentence: `image ${image.name} was built anew while ${nameOf(boot)} was booting the one before`,
    remedy: `start ${nameOf(boot)} again; it gets kernel and image of one build then`,
  };
};

/** What arrived is not what was built. */
export const digestMismatch: Rule = ({ boot, facts, stage, stageName }) => {
  const detail = stage?.failure?.detail ?? '';
  // gzip(1) tells damage in its own words.
  if (!/digest|checksum|crc error|invalid compressed data|not in gzip format/i.test(detail)) return undefined;
  const image = facts.node?.image ?? 'IMAGE';
  return {
    code: 'DIGEST_MISMATCH',
    sentence: `the ${stageName} that ${nameOf(boot)} received is not the one that was built: ${detail}`,
    remedy: `a damaged blob, cache or link: build it again (muster image build ${image}), and empty caches in front of the server`,
  };
};

/** The file on this server is damaged or gone. */
export const blobDamaged: Rule = ({ facts, stage, stageName }) => {
  const detail = stage?.failure?.detail ?? '';
  if (!/announced length|became (shorter|longer)|answered 404|this file is gone|no such blob/.test(detail))
    return undefined;
  const image = facts.node?.image ?? 'IMAGE';
  return {
    code: 'BLOB_DAMAGED',
    sentence: `this server does not have the ${stageName} whole (${detail})`,
    remedy: `muster image build ${image}`,
  };
};

/** An overlay could not be rendered. */
export const overlayFailed: Rule = ({ boot, stage, stageName }) => {
  if (stage?.failure === undefined || (stageName !== 'system' && stageName !== 'runtime')) return undefined;
  const { code, detail } = stage.failure;
  if (code === undefined || /^(TOKEN|SECOND|NO_LEASE)/.test(code)) return undefined;
  return {
    code: 'OVERLAY_FAILED',
    sentence: `the ${stageName} overlays of ${nameOf(boot)} could not be rendered: ${detail ?? code}`,
    remedy: `muster overlay render ${nameOf(boot)} shows it; correct the template`,
  };
};
