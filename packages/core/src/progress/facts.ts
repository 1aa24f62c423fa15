import { clientClassById } from '@muster/wire';
import type { SiteConfig } from '../config/types.ts';
import type { ImageRecord } from '../image/types.ts';
import { type BootRequest, bootRequest } from '../lifecycle/boot-request.ts';
import { parseMemory } from '../lifecycle/boot-limits.ts';
import type { Lifecycle } from '../lifecycle/hooks.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Assignment } from '../lifecycle/types.ts';
import type { BootStep } from '../plugin/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { Boot } from './boots/boot.ts';
import type { Facts } from './diagnose/types.ts';
import { furthestOf } from './symptom.ts';

/** Where facts come from: the code that serves, so that what is said of a boot is what it gets. */
export interface FactSources {
  readonly site: SiteConfig;
  readonly lifecycle: Pick<Lifecycle, 'assign' | 'render' | 'loaderFor' | 'endpoints'>;
  readonly provides: () => ReadonlySet<BootStep>;
  readonly snapshot: () => Snapshot;
  /** The snapshot a boot is pinned to, while it is known. */
  readonly pinned: (boot: Boot) => Snapshot | undefined;
}

/** What this machine is and gets. A plugin that fails leaves out what it would have said. */
export async function gatherFacts(boot: Boot, sources: FactSources, more: Partial<Facts>): Promise<Facts> {
  const { site, lifecycle, provides } = sources;
  const now = sources.snapshot();
  const snapshot = sources.pinned(boot) ?? now;
  const request = requestOf(boot, snapshot);
  const assignment = await lifecycle.assign(request, { snapshot }).catch(() => undefined);
  const bootFile = await bootFileOf(request, snapshot, lifecycle, assignment).catch(() => undefined);
  const image = assignment?.node.image;
  return {
    now: Date.now(),
    site,
    known: assignment !== undefined,
    provides: provides(),
    ...(assignment === undefined ? {} : { node: assignment.node, spec: assignment.spec }),
    ...named('image', snapshot.images.get(image ?? '')),
    ...named('imageNow', now.images.get(image ?? '')),
    ...(bootFile === undefined ? {} : { bootFile }),
    ...registeredMemory(assignment?.node),
    ...more,
  };
}

/** True where new facts may say something that the last ones did not. */
export function isTurningPoint(boot: Boot): boolean {
  const furthest = furthestOf(boot);
  return boot.plan === undefined || furthest === 'dhcp' || furthest === 'script';
}

/** The machine's next request, as a front door would make it. */
export function requestOf(
  boot: Pick<Boot, 'mac' | 'node' | 'address' | 'clientClass'>,
  snapshot: Snapshot,
): BootRequest {
  const node = snapshot.registry.node(boot.node ?? '');
  const mac = boot.mac ?? Object.values(node?.networkDevices ?? {}).find(({ hwaddr }) => hwaddr !== undefined)?.hwaddr;
  const clientClass = clientClassById(boot.clientClass ?? '');
  return bootRequest({
    door: 'check',
    ...(mac === undefined ? {} : { mac }),
    ...(mac !== undefined || node?.uuid === undefined ? {} : { uuid: node.uuid }),
    ...(mac !== undefined || node?.assetTag === undefined ? {} : { assetTag: node.assetTag }),
    ...(boot.address === undefined ? {} : { remoteAddress: boot.address }),
    ...(clientClass === undefined ? {} : { clientClass }),
  });
}

async function bootFileOf(
  request: BootRequest,
  snapshot: Snapshot,
  lifecycle: FactSources['lifecycle'],
  assignment: Assignment | undefined,
): Promise<Facts['bootFile']> {
  const loader = lifecycle.loaderFor(assignment);
  if (request.clientClass === undefined || loader === undefined) return undefined;
  const endpoints = lifecycle.endpoints(request);
  const made = await lifecycle.render('boot-file', {
    request,
    snapshot,
    clientClass: request.clientClass,
    loader,
    ...endpoints,
    ...(assignment === undefined ? {} : { assignment }),
  });
  if (made === undefined) return undefined;
  const { file, signed } = made;
  return { file, nextServer: endpoints.nextServer, ...(signed === undefined ? {} : { signed }) };
}

function named<K extends string>(key: K, image: ImageRecord | undefined): Partial<Record<K, ImageRecord>> {
  return image === undefined ? {} : ({ [key]: image } as Record<K, ImageRecord>);
}

/** What the registry tells; a machine whose init has reported is believed more. */
function registeredMemory(node: ResolvedNode | undefined): Pick<Facts, 'memory'> {
  const memory = parseMemory(node?.hardware.memory);
  return memory === undefined ? {} : { memory };
}
