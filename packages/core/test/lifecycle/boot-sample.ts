import type { SiteConfig } from '../../src/config/types.ts';
import { createAdmission } from '../../src/discovery/admission.ts';
import { createUnknownMachines } from '../../src/discovery/index.ts';
import type { ImageRecord } from '../../src/image/types.ts';
import { createEfiPrograms } from '../../src/efi/index.ts';
import { assignFromRegistry } from '../../src/lifecycle/base-assign.ts';
import { discoverInRegistry } from '../../src/lifecycle/base-discover.ts';
import { type BootRequest, bootRequest } from '../../src/lifecycle/boot-request.ts';
import { createHooks } from '../../src/lifecycle/create-hooks.ts';
import type { Lifecycle } from '../../src/lifecycle/hooks.ts';
import { createLifecycle } from '../../src/lifecycle/lifecycle.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import { Contributions } from '../../src/plugin/contributions.ts';
import { createMemoryStore } from '../../src/registry/index.ts';
import { type BootSessions, createBootSessions, createLeaseBook, type ProofLevel } from '../../src/session/index.ts';

export const MAC = '52:54:00:00:00:01';
export const ADDRESS = '10.0.0.11';

const networks = { cluster: { cidr: '10.0.0.0/24', address: '10.0.0.1' } };

/** One node n01 with an image whose kernel's digest consists of one letter. */
export interface BootSample {
  readonly lifecycle: Lifecycle;
  readonly sessions: BootSessions;
  /** Makes a snapshot current in which the image has this digest, or is not there. */
  readonly image: (digest: string | undefined) => void;
  readonly request: (facts?: Partial<BootRequest>) => BootRequest;
}

export async function bootSample(
  node: Readonly<Record<string, unknown>> = {},
  proof: ProofLevel = 'token',
  dhcpHere = true,
): Promise<BootSample> {
  const device = { hwaddr: MAC, address: ADDRESS };
  const body = { image: 'debian', systemOverlays: ['hosts'], networkDevices: { default: device }, ...node };
  const registry = await createMemoryStore({ nodes: { n01: body } }, { networks }).load();
  const site = {
    networks,
    http: { port: 9873, listen: [] },
    boot: { stages: 'single', proof, tokenSeconds: 3600, idleSeconds: 120 },
  } as unknown as SiteConfig;
  let number = 0;
  let current: Snapshot;
  const image = (digest: string | undefined): void => {
    number += 1;
    const images = new Map(digest === undefined ? [] : [['debian', imageOf(digest)]]);
    current = { id: `${number}`, number, time: 0, site, registry, images, overlays: new Map() };
  };
  image('a');
  const snapshot = (): Snapshot => current;
  const leases = createLeaseBook();
  if (dhcpHere) {
    leases.add({ serves: () => true, holder: (address) => (address === ADDRESS ? MAC : undefined) });
  }
  const nothing = (): void => undefined;
  const log = { info: nothing, warn: nothing, error: nothing };
  const admission = createAdmission({ site, machines: createUnknownMachines({ log }), leases, log });
  const sessions = createBootSessions({ times: site.boot, snapshot, key: () => Buffer.alloc(32, 7), leases, log });
  const { hooks } = createHooks({ timeoutMs: 1000, owner: () => 'core' });
  hooks.discover.tap('core', (request, context) => discoverInRegistry(request, context.snapshot));
  hooks.assign.tap('core', assignFromRegistry);
  const contributions = new Contributions();
  contributions.add('fake', { provides: [{ step: 'script', loader: 'fake' }] });
  return {
    lifecycle: createLifecycle({
      ...{ hooks, contributions, snapshot, site, sessions, leases, admission },
      programs: createEfiPrograms(),
      blobs: { path: () => Promise.resolve(undefined) },
    }),
    sessions,
    image,
    request: (facts) => bootRequest({ door: 'http', mac: MAC, remoteAddress: ADDRESS, remotePort: 50_000, ...facts }),
  };
}

function imageOf(digit: string): ImageRecord {
  const digest = digit.repeat(64);
  return {
    name: 'debian',
    source: '',
    imported: '',
    kernels: [{ version: '6.1.0', path: '/boot/vmlinuz-6.1.0', digest, size: 1 }],
    archive: { format: 'cpio', compression: 'gzip', digest, size: 1, uncompressedSize: 1, built: '' },
  };
}
