import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Explanation } from '@muster/core';
import { kernelWords, meantWord } from '@muster/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { classOf } from '../helpers/watched-boot.ts';
import {
  createNetwork,
  type LabProcess,
  type Network,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
} from '../lab/index.ts';

/** What both loaders can hand to a kernel, however it looks. */
const BOTH = [
  'a=%20%s',
  '$x',
  'b=$(reboot)',
  '{',
  '}',
  'c;d',
  'e|f',
  '&g',
  '<h>',
  '`i`',
  'l#m',
  '!',
  '*',
  '-n',
  '--',
  'fi',
  'j=k=l',
];
const IPXE = [...BOTH, "it's", 'say="hi there"'.replace(' ', '_'), 'm\\', '\\n', '$', '}{'];
const GRUB = [...BOTH, 'x=a b', '${net_default_mac}', '||', '&&', ';', 'reboot', '#x', 'u=ü', '$', 'y= z '];

/** A text that would run something, expand something, or swallow the line after it. */
const TEXT = `it's "so" ; reboot || reboot && reboot \${net0/mac} $net_default_mac '; reboot; ' # ü \\`;

const FIELDS = { comment: TEXT, tags: { "it's": TEXT, '${x}': "';reboot;'" } };
const NODES = {
  'i-1.x': { mac: '52:54:00:77:0b:01', address: '10.77.0.41', fields: { ...FIELDS, kernel: { args: IPXE } } },
  'g-1.x': {
    mac: '52:54:00:77:0b:02',
    address: '10.77.0.42',
    fields: { ...FIELDS, kernel: { args: GRUB }, boot: { loader: 'grub' } },
  },
};

/** Keeps every node waiting, with a text of its own, while its file is there. */
const KEEPS = `import { existsSync } from 'node:fs';
export default {
  name: 'keeps', version: '1.0.0', api: '^1.0.0', [Symbol.for('muster.plugin')]: true,
  apply({ hooks }) {
    const problem = { code: 'KEPT', sentence: ${JSON.stringify(TEXT)}, remedy: ${JSON.stringify(TEXT)} };
    hooks.assign.tap('keeps', (spec) =>
      existsSync(new URL('keep', import.meta.url)) ? { ...spec, problems: [...spec.problems, problem] } : spec);
  },
};
`;

describe('nodes whose fields hold quotes, operators and the like', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    const waits = { waitSeconds: 2, retrySeconds: 1 };
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', ['ipxe', waits], ['grub', waits], './keeps.mjs'],
      files: { 'registry/nodes.yaml': registryText('tiny', NODES), 'keeps.mjs': KEEPS },
    });
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it.each([
    ['i-1.x', 'seabios', 384],
    ['g-1.x', 'ovmf', 1024],
  ] as const)(
    '%s waits under a hostile text, and boots with the arguments explained, by %s',
    async (name, firmware, memory) => {
      const { mac } = NODES[name];
      const { stdout } = await site.muster(['explain', name, '--as', classOf(firmware), '--output', 'json']);
      const explained = JSON.parse(stdout) as Explanation;
      expect(explained.findings.filter(({ level }) => level === 'error')).toEqual([]);

      const keep = path.join(site.folder, 'keep');
      await writeFile(keep, '');
      const vm = await startVm({ network, name, mac, firmware, memory });
      await vm.waitFor(/cannot boot yet[\s\S]*cannot boot yet[\s\S]*cannot boot yet/, { timeoutMs: 240_000 });
      expect(vm.console.match(/reboot/g)?.length).toBeGreaterThan(3);
      await rm(keep);
      await vm.waitFor(reportEnd, { timeoutMs: 240_000 });

      const report = parseReport(vm.console);
      expect(report.hostname).toBe(name);
      const words = kernelWords(report.cmdline).filter(
        ({ name: own }) => !['BOOT_IMAGE', 'initrd', 'kernel'].includes(own),
      );
      expect(words).toEqual(explained.args.map(({ text }) => meantWord(text)));
      // One power-on, one DHCP by firmware: nothing restarted the machine.
      expect(vm.console.match(/SeaBIOS \(version|UEFI firmware|>>Start PXE/g)?.length).toBe(1);
      expect(server.output).not.toMatch(/error/i);
      await vm.stop();
    },
  );
});
