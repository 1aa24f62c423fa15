import { definePlugin, type BootSpec, type PluginEntry, withSpec } from '@muster/core';
import { sampleImage } from '../sample.ts';
import { type TestProvisioner, testPlugin } from '../test-plugin.ts';
import type { LoaderUnderTest } from './language.ts';
import type { MachineFacts } from './machine.ts';
import type { Payload, Situation } from './situation.ts';

/** The sample machine. It boots over its second card. */
export const SAMPLE: MachineFacts = {
  mac: '52:54:00:00:00:01',
  otherMac: '52:54:00:00:00:f0',
  uuid: '4c4c4544-0000-4000-8000-000000000001',
  serial: 'SN-0001',
  assetTag: 'AT-0001',
  manufacturer: 'Muster',
  product: 'Lab 1',
  disk: true,
};

/** Address of the sample node, and of a machine that waits. */
export const NODE_ADDRESS = '10.0.0.11';
export const POOL_ADDRESS = '10.0.1.7';

/** The loader's plugin over a site of one node, whose payload is `payload()` at any time. */
export function loaderSite(
  { plugin, config, loader }: LoaderUnderTest,
  { node = 'n01', fields = {} }: Situation,
  payload: () => Payload,
): Promise<TestProvisioner> {
  const dictate = definePlugin({
    name: 'dictate',
    version: '1.0.0',
    api: '^1.0.0',
    apply: ({ hooks }) => {
      hooks.assign.tap('dictate', (spec) => withPayload(spec, payload()));
    },
  });
  const others: PluginEntry[] = [dictate];
  const device = { device: 'eth0', hwaddr: SAMPLE.mac, address: NODE_ADDRESS };
  const body = {
    image: 'debian',
    systemOverlays: ['init'],
    runtimeOverlays: ['hosts'],
    networkDevices: { default: device },
    ...fields,
    boot: { loader, ...(fields.boot ?? {}) },
  };
  return testPlugin(plugin, {
    ...(config === undefined ? {} : { config }),
    others,
    registry: { nodes: { [node]: body } },
    images: [sampleImage()],
  });
}

function withPayload(spec: BootSpec, { problems = [], ...changes }: Payload): BootSpec {
  return withSpec(spec, { ...changes, problems: [...spec.problems, ...problems] });
}
