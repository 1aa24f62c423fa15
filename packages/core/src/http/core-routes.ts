import type { Lifecycle } from '../lifecycle/hooks.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Services } from '../plugin/types.ts';
import type { Route } from '../route/types.ts';
import { attribute } from './attribution.ts';
import { agentRoutes } from './routes/agent.ts';
import { blobRoutes } from './routes/blobs.ts';
import { homeRoute } from './routes/home.ts';
import { overlayRoutes } from './routes/overlays.ts';
import { payloadRoutes } from './routes/payload.ts';
import { reportRoutes } from './routes/report.ts';
import { sessionRoute } from './routes/session.ts';

/** What the routes of core work with. */
export interface CoreRouteOptions {
  readonly lifecycle: Lifecycle;
  readonly services: Pick<Services, 'blobs' | 'overlays' | 'timeline' | 'sessions' | 'keys' | 'programs' | 'agents'>;
  readonly snapshot: () => Snapshot;
}

/** Core's own routes, to be contributed beside those of plugins; scripts (`/ipxe`, `/grub`) come from the loaders. */
export function coreRoutes({ lifecycle, services, snapshot }: CoreRouteOptions): readonly Route[] {
  const { timeline, sessions } = services;
  const pinned = (remoteAddress: string | undefined): Snapshot | undefined => {
    if (remoteAddress === undefined) return undefined;
    const { node } = attribute({ remoteAddress }, snapshot(), timeline);
    return node === undefined ? undefined : sessions.pinnedOf(node)?.snapshot;
  };
  return [
    homeRoute,
    ...blobRoutes(services.blobs, snapshot, pinned),
    ...payloadRoutes(lifecycle, services.blobs),
    ...overlayRoutes(lifecycle, services),
    sessionRoute(lifecycle, sessions),
    ...agentRoutes({ lifecycle, services, snapshot }),
    ...reportRoutes(lifecycle, services, snapshot),
  ];
}
