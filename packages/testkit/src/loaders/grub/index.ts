import type { LoaderModel, LoaderStart } from '../language.ts';
import { type Grub, type GrubBuild, runConfig } from './run.ts';

const BUILDS: Readonly<Record<string, GrubBuild>> = {
  'with http, as in Debian 13': { http: true },
  'without http, as in Debian 12': { http: false },
};

/** Models of GRUB 2.06 and later after PXE, as Debian signs them. */
export const grubModels: readonly LoaderModel[] = Object.entries(BUILDS).map(([name, build]) => ({
  name,
  run: async (script, url, machine) => {
    const { hostname } = new URL(url);
    const { mac, otherMac } = machine.facts;
    const variables = new Map([
      ['root', `tftp,${hostname}`],
      ['prefix', `(tftp,${hostname})/grub`],
      ['net_default_server', hostname],
      ['net_default_mac', mac],
      ['net_default_ip', '10.0.0.11'],
      ['net_efinet1_mac', mac],
      ['net_efinet0_mac', otherMac],
      ['grub_platform', 'efi'],
      ['grub_cpu', 'x86_64'],
      ['pager', '1'],
    ]);
    const grub: Grub = {
      ...{ build, machine, variables, functions: new Map(), parameters: [] },
      ...{ menu: [], kernel: undefined, initrds: [], chained: undefined },
    };
    await runConfig(script, grub);
    machine.leave('prompt', 'the configuration ended without a menu');
  },
}));

/** Where Debian's signed builds look for their configuration after PXE. */
export const grubStart: LoaderStart = {
  name: 'grub.cfg at the prefix',
  url: (test) => Promise.resolve(`tftp://${test.provisioner.lifecycle.endpoints({}).nextServer}/grub/grub.cfg`),
};
