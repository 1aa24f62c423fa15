import { bootRequest, explainNode, type RegistryData } from '@muster/core';
import { sampleImage, testPlugin } from '@muster/testkit';
import { CLIENT_CLASSES } from '@muster/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sectionsOf } from '../src/explain/sections.ts';

const RUNS = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000) / 100;

const argument = fc.stringMatching(/^[a-z][a-z0-9.=_-]{0,20}$/);
const node = fc.record(
  {
    image: fc.constantFrom('debian', 'rocky', 'missing'),
    kernel: fc.record({ args: fc.uniqueArray(argument, { maxLength: 4 }) }),
    boot: fc.record(
      {
        loader: fc.constantFrom('ipxe', 'grub', 'none'),
        stages: fc.constantFrom('single', 'two', 'auto'),
        proof: fc.constantFrom('open', 'address', 'token'),
      },
      { requiredKeys: [] },
    ),
    hardware: fc.record({ memory: fc.constantFrom('1MiB', '16GiB'), secureBoot: fc.boolean() }, { requiredKeys: [] }),
    profiles: fc.constantFrom(['a'], ['b', 'a'], []),
  },
  { requiredKeys: [] },
);

const STAGED = sampleImage('rocky', {
  initramfs: { '6.1.0-40-cloud-amd64': { digest: 'c'.repeat(64), size: 30_000_000 } },
});

/** Nodes n0, n1, … with a MAC and an address each, and two profiles. */
const cluster = fc.record({ nodes: fc.array(node, { minLength: 1, maxLength: 5 }), a: node, b: node }).map(
  ({ nodes, a, b }): RegistryData => ({
    profiles: { a: { ...a, profiles: [] }, b: { ...b, profiles: [] } },
    nodes: Object.fromEntries(
      nodes.map((body, index) => [
        `n${index}`,
        {
          ...body,
          networkDevices: { default: { device: 'eth0', hwaddr: macOf(index), address: `10.0.0.${index + 11}` } },
        },
      ]),
    ),
  }),
);

function macOf(index: number): string {
  return `52:54:00:00:01:${index.toString(16).padStart(2, '0')}`;
}

/** What only a boot under way has. */
function withoutToken(text: string): string {
  return text.replace(/[?&]token=[^ &"|]*/g, '');
}

describe('an explanation', () => {
  it('shows the very script that is served, for any cluster and client class', async () => {
    await fc.assert(
      fc.asyncProperty(cluster, fc.constantFrom(...CLIENT_CLASSES), async (registry, clientClass) => {
        const site = await testPlugin('ipxe', {
          registry,
          others: ['dhcp', 'tftp', 'grub', 'dracut'],
          images: [sampleImage('debian'), STAGED],
        });
        for (const [index, name] of site.snapshot.registry.nodeNames.entries()) {
          const explained = await explainNode(site, site.snapshot, name, { as: clientClass.id });
          const { loader } = explained;
          if (loader !== 'ipxe' && loader !== 'grub') continue;
          const [mac, address] = [macOf(index), `10.0.0.${index + 11}`];
          const { sessions } = site.services;
          sessions.sight({
            step: 'firmware',
            time: 0,
            node: name,
            mac,
            address,
            clientClass: clientClass.id,
            proven: true,
          });
          const path = loader === 'ipxe' ? `/ipxe/${mac}` : `/grub/${mac}`;
          const facts = { remoteAddress: address, localAddress: '10.0.0.1', network: 'cluster' };
          // On the wire the class is the session's; this door has none.
          const served = await site.text(path, { facts: { ...facts, clientClass } });
          expect(withoutToken(explained.script?.text ?? '')).toBe(withoutToken(served));
          const assignment = await site.assign(bootRequest({ door: 'http', mac, ...facts, clientClass }));
          expect(explained.args.map(({ text }) => text)).toEqual(assignment?.spec.args);
        }
        await site.close();
      }),
      { numRuns: RUNS },
    );
  });

  it('says which plugin set what, and from which place of the registry it came', async () => {
    const site = await testPlugin('ipxe', {
      others: ['dhcp', 'tftp', 'dracut'],
      images: [STAGED],
      registry: {
        profiles: { base: { kernel: { args: ['quiet'] }, boot: { stages: 'two' } } },
        nodes: {
          n0: {
            image: 'rocky',
            profiles: ['base'],
            kernel: { args: ['debug'] },
            networkDevices: { default: { hwaddr: macOf(0) } },
          },
        },
      },
    });
    const explained = await explainNode(site, site.snapshot, 'n0');
    const argument = (wanted: string) => explained.args.find(({ text }) => text === wanted);
    const [quiet, debug] = [
      { layers: ['base'], where: { path: 'profiles.base.kernel.args.0' } },
      { layers: ['node'], where: { path: 'nodes.n0.kernel.args.0' } },
    ];
    expect(argument('quiet')).toMatchObject({ by: 'core', ...quiet });
    expect(argument('debug')).toMatchObject({ by: 'core', ...debug });
    const lines = sectionsOf(explained).find(({ step }) => step === 'values')?.lines ?? [];
    const at = lines.indexOf('kernel.args = ["quiet","debug"]');
    expect(lines.slice(at + 1, at + 3)).toEqual([
      expect.stringMatching(/^ {2}quiet {3}base \(memory\):\d+$/),
      expect.stringMatching(/^ {2}debug {3}node \(memory\):\d+$/),
    ]);
    expect(explained.args.find(({ text }) => text === 'rd.neednet=1')).toMatchObject({ by: 'dracut', layers: [] });
    expect(explained).toMatchObject({ stages: 'two', root: 'tmpfs', recognisedBy: 'mac', classFrom: 'assumed' });
    await site.close();
  });

  it('says that core itself has the loader fetch the boot session', async () => {
    const site = await testPlugin('ipxe', { images: [STAGED], registry: registryOf('rocky') });
    const { initrds } = await explainNode(site, site.snapshot, 'n0');
    expect(initrds.map(({ role, by }) => [role, by])).toContainEqual(['session', ['core']]);
    await site.close();
  });

  it('shows no token where a machine that cannot boot yet is given none', async () => {
    for (const loader of ['ipxe', 'grub'] as const) {
      const site = await testPlugin(loader, { registry: registryOf('missing') });
      const { script } = await explainNode(site, site.snapshot, 'n0');
      const facts = { door: 'http', remoteAddress: '10.0.0.11', localAddress: '10.0.0.1', network: 'cluster' };
      const served = await site.text(`/${loader}/${macOf(0)}`, { facts });
      expect(script?.text).toBe(served);
      expect(script?.text).not.toContain('token=');
      await site.close();
    }
  });
});

function registryOf(image: string): RegistryData {
  return { nodes: { n0: { image, networkDevices: { default: { hwaddr: macOf(0), address: '10.0.0.11' } } } } };
}
