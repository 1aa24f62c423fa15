import { clientClassById } from '@muster/wire';
import { firmwareRequest } from '../../requests.ts';
import { LoaderFault } from '../fault.ts';
import type { LoaderModel, LoaderStart } from '../language.ts';
import { expandSettings } from './expand.ts';
import { type IpxeBuild, newIpxe, runScript } from './run.ts';
import { settingsOf } from './settings.ts';

const BUILDS: Readonly<Record<string, IpxeBuild>> = {
  BIOS: { platform: 'pcbios', initrdsByName: false },
  'UEFI, 2019': { platform: 'efi', initrdsByName: true },
  'UEFI, 2025': { platform: 'efi', initrdsByName: false },
};

/** Models of iPXE: the commands of Debian 12's build, with what firmware and newer builds make of initrds. */
export const ipxeModels: readonly LoaderModel[] = Object.entries(BUILDS).map(([name, build]) => ({
  name,
  run: async (script, _url, machine) => {
    let why = 'the script ended';
    try {
      await runScript(script, newIpxe(build, machine));
    } catch (error) {
      if (!(error instanceof LoaderFault)) throw error;
      why = `the script failed: ${error.message}`;
    }
    machine.leave('end', why);
  },
}));

/** What DHCP tells iPXE to fetch, with its settings put in. */
export const ipxeStart: LoaderStart = {
  name: 'the file DHCP names',
  url: async (test, facts) => {
    const clientClass = clientClassById('uefi-x86_64-ipxe');
    if (clientClass === undefined) throw new Error('there is no client class for iPXE');
    const request = firmwareRequest(clientClass.id, { mac: facts.mac });
    const endpoints = test.provisioner.lifecycle.endpoints(request);
    const { snapshot } = test;
    const file = await test.render('boot-file', { request, snapshot, clientClass, loader: 'ipxe', ...endpoints });
    if (file === undefined) throw new Error('the plugin has no boot file for iPXE');
    return expandSettings(file.file, settingsOf(facts, 'efi'));
  },
};

/** `autoexec.ipxe`, which newer builds look for before they ask anything else. */
export const ipxeAutoexec: LoaderStart = {
  name: 'autoexec.ipxe',
  url: (test) => Promise.resolve(`tftp://${test.provisioner.lifecycle.endpoints({}).nextServer}/autoexec.ipxe`),
};
