import { clientClassById } from '@muster/wire';
import type { Cause, Rule } from './types.ts';
import { architectureOf } from './architecture.ts';
import { nameOf } from './words.ts';

/** Nobody has written this machine into the registry. */
export const unknownNode: Rule = ({ boot, facts }) => {
  if (facts.known || boot.mac === undefined) return undefined;
  return {
    code: 'NODE_UNKNOWN',
    sentence: `no node of the registry has the MAC address ${boot.mac}`,
    remedy: `muster discover accept ${boot.mac}, or muster node add NAME --hwaddr ${boot.mac} --image IMAGE`,
  };
};

/** No loader has a file for this kind of firmware. */
export const noBootFile: Rule = ({ boot, facts }) => {
  const { clientClass } = boot;
  if (clientClass === undefined || boot.stages.has('script') || facts.bootFile !== undefined) return undefined;
  if (!facts.provides.has('boot-file') || !facts.provides.has('address')) return undefined;
  if (clientClass === 'unknown') {
    return {
      code: 'CLIENT_CLASS_UNKNOWN',
      sentence: `${nameOf(boot)} has firmware of an architecture that nothing here boots${about(boot.stages.get('dhcp')?.detail)}`,
      remedy:
        'look up its architecture (DHCP option 93) and boot mode (BIOS, UEFI) in its set-up; muster serve --check lists what can boot',
    };
  }
  return {
    code: 'BOOT_FILE_MISSING',
    sentence: `no loader here has a boot file for client class ${clientClass}`,
    remedy:
      'muster serve --check says what is missing; fetch it (muster ipxe fetch), or set another loader: muster node set NODE --set boot.loader=NAME',
  };
};

/** iPXE and ROMs that are told a file but no server (BOOTP siaddr 0.0.0.0) ask port 4011 for ever. */
export const noNextServer: Rule = ({ boot, facts }) => {
  if (boot.stages.has('script')) return undefined;
  const code = boot.stages.get('dhcp')?.failure?.code;
  if (code === 'NEXT_SERVER_MISSING' || facts.bootFile?.nextServer === '0.0.0.0' || facts.bootFile?.nextServer === '') {
    return {
      code: 'NEXT_SERVER_MISSING',
      sentence: `${nameOf(boot)} is offered a boot file without the address of its server (siaddr 0.0.0.0), which firmware takes for no offer`,
      remedy:
        'set networks.NAME.address (or nextServer) in the configuration; with a DHCP or proxy server of the site, its next-server (dnsmasq: dhcp-boot=FILE,,ADDRESS)',
    };
  }
  return undefined;
};

/** The processor does not fit the boot file that was fetched, or the kernel that is served. */
export const wrongArchitecture: Rule = ({ boot, facts, symptom }) => {
  if (boot.up !== undefined || boot.stages.has('init')) return undefined;
  const wanted = clientClassById(boot.clientClass ?? '')?.arch;
  if (wanted === undefined) return undefined;
  const fetched = boot.stages.get('boot-file')?.detail;
  const ofFile = fetched === undefined ? undefined : architectureOf(fetched);
  if (ofFile !== undefined && ofFile !== wanted && symptom !== 'ahead') {
    return {
      code: 'ARCHITECTURE_WRONG',
      sentence: `${nameOf(boot)} is ${wanted}, but it fetched the boot file ${fetched ?? ''} for ${ofFile}`,
      remedy:
        'correct the boot file that the DHCP server names for this architecture (DHCP option 93); muster serve --check shows the right ones',
    };
  }
  const { image } = facts;
  const digest = boot.digests?.get('kernel') ?? facts.spec?.kernel?.digest;
  const kernel = image?.kernels.find((one) => one.digest === digest) ?? image?.kernels[0];
  const ofKernel = kernel === undefined ? undefined : architectureOf(`${kernel.version} ${kernel.path}`);
  if (ofKernel === undefined || ofKernel === wanted || image === undefined) return undefined;
  return wrongImage(nameOf(boot), wanted, image.name, ofKernel);
};

function wrongImage(name: string, wanted: string, image: string, have: string): Cause {
  return {
    code: 'ARCHITECTURE_WRONG',
    sentence: `${name} is ${wanted}, but image ${image} and its kernel are for ${have}`,
    remedy: `give it an image for ${wanted}: muster node set ${name} --image IMAGE`,
  };
}

/** It begins again and again. */
export const bootLoop: Rule = ({ boot, symptom }) => {
  if (symptom !== 'looping') return undefined;
  if (boot.attempt > 1) {
    return {
      code: 'BOOT_LOOP',
      sentence: `${nameOf(boot)} has begun to boot ${boot.attempt} times without coming up`,
      remedy: `look at its console; muster log ${nameOf(boot)} shows where each boot ended`,
    };
  }
  return {
    code: 'LOADER_LOOP',
    sentence: `${nameOf(boot)} fetches its boot file over and over and never asks for its script`,
    remedy:
      'the loader fails to start or is told its own file again (DHCP option 77 lost on the way?); look at the console, try another boot file',
  };
};

function about(detail: string | undefined): string {
  return detail === undefined ? '' : ` (${detail})`;
}
