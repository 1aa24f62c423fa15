import { clientClassById } from '@muster/wire';
import type { Rule } from './types.ts';
import { nameOf } from './words.ts';

/** The loader told that it did not take the kernel, and the server knows why. */
export const kernelRefused: Rule = ({ boot, facts, stage, symptom }) => {
  if (symptom !== 'failed' || stage?.failure?.code !== 'KERNEL_REFUSED') return undefined;
  const name = nameOf(boot);
  const image = facts.node?.image ?? 'IMAGE';
  return {
    code: 'KERNEL_REFUSED',
    sentence: `${name}: ${stage.failure.detail ?? 'kernel refused (Secure Boot)'}`,
    remedy: `install the signed kernel of the distribution whose shim ${name} boots by in image ${image}, then: muster image build ${image}; or switch Secure Boot off in its firmware`,
  };
};

/** Firmware fetched a boot file that nobody signed, perhaps over and over, and nothing was heard of what is in it. */
export const bootFileRefused: Rule = ({ boot, facts, symptom }) => {
  const { bootFile, node } = facts;
  if (symptom !== 'silent' && symptom !== 'looping') return undefined;
  if (clientClassById(boot.clientClass ?? '')?.firmware !== 'uefi' || boot.loaderRan === true) return undefined;
  if (boot.stages.get('boot-file')?.state !== 'done' || boot.stages.has('script')) return undefined;
  if (bootFile?.signed !== false || node?.hardware.secureBoot === false) return undefined;
  const name = nameOf(boot);
  const times = boot.stages.get('boot-file')?.times ?? 1;
  return {
    code: 'BOOT_FILE_REFUSED',
    sentence: `${name} fetched ${bootFile.file} ${times === 1 ? '' : `${times} times `}and did not run it: firmware with Secure Boot on refuses it, for it is not signed`,
    remedy: `muster node set ${name} --set hardware.secureBoot=true, and it is offered signed boot files; or switch Secure Boot off in its firmware. If it is off: is port ${facts.site.http.port} (HTTP) open on this server?`,
  };
};
