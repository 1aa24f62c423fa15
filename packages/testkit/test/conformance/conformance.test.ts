import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConformance, dhcpBehaviours, type DhcpBackend } from '../../src/index.ts';
import { loopbackBackend } from './loopback.ts';
import { ReferenceServer } from './reference-server.ts';

const CONFIGURATIONS: Readonly<Record<string, Partial<DhcpBackend>>> = {
  'a server that gives strangers addresses': {},
  'an authoritative server': { authoritative: true },
  'a server that ignores strangers': { unknown: 'ignore' },
  'a proxy': { role: 'proxy' },
};

describe.each(Object.entries(CONFIGURATIONS))('%s', (name, facts) => {
  let backend: DhcpBackend;
  let server: ReferenceServer;
  beforeAll(async () => {
    backend = await loopbackBackend(81, facts);
    server = await ReferenceServer.start(backend);
  });
  afterAll(() => server.close());
  describeConformance(name, () => backend, { describe, it });
});

it('names every behaviour once', () => {
  const ids = dhcpBehaviours().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
