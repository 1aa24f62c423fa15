import type { SiteConfig } from '../config/types.ts';
import type { AcceptQueue } from '../discovery/accept-queue.ts';
import { createAdmission } from '../discovery/admission.ts';
import { coreChecks } from '../doctor/core-checks.ts';
import { isMusterError, pluginErrors } from '../errors/index.ts';
import { withTimeout } from '../plugin/with-timeout.ts';
import { coreRoutes, createHttpServer } from '../http/index.ts';
import { Contributions } from '../plugin/contributions.ts';
import type { LoadedPlugin } from '../plugin/load.ts';
import type { Logger, PluginContext, Services } from '../plugin/types.ts';
import { RouteTable } from '../route/index.ts';
import { assignFromRegistry } from './base-assign.ts';
import { discoverByLease, discoverInRegistry } from './base-discover.ts';
import { createHooks } from './create-hooks.ts';
import type { Hooks, Lifecycle } from './hooks.ts';
import { createLifecycle } from './lifecycle.ts';
import type { Snapshot } from './snapshot.ts';
import type { Change, RefreshFailure } from './types.ts';
import type { TapTiming } from './wrap-tap.ts';

/** Discovery by lease comes after the plugins'. */
const BY_LEASE_STAGE = 100;

/** Where something listens. */
export interface Listener {
  readonly what: string;
  readonly address: string;
  readonly port: number;
}

export interface ProvisionerOptions {
  readonly site: SiteConfig;
  readonly plugins: readonly LoadedPlugin[];
  readonly services: Services;
  readonly log: Logger;
  /** The current snapshot; asked at every request. */
  readonly snapshot: () => Snapshot;
  /** Accepts unknown machines where the site says so; without it nobody does. */
  readonly acceptQueue?: AcceptQueue;
}

/** Hooks, plugins and what they contributed, in one value without module-level state: two may live in one process. */
export interface Provisioner {
  readonly hooks: Hooks;
  readonly lifecycle: Lifecycle;
  readonly contributions: Contributions;
  readonly plugins: readonly LoadedPlugin[];
  readonly timings: readonly TapTiming[];
  readonly listeners: readonly Listener[];
  /** Opens everything plugins serve; on failure closes in reverse what was opened, and rejects. */
  serve(): Promise<void>;
  /** Runs a change through `refresh`; failures are logged and returned. */
  refresh(change: Change): Promise<readonly RefreshFailure[]>;
  close(): Promise<void>;
}

/** Applies the plugins in order. Rejects with the first failure after closing what earlier plugins opened. */
export async function createProvisioner(options: ProvisionerOptions): Promise<Provisioner> {
  const { site, services, log } = options;
  let applying: string | undefined = 'core';
  const set = createHooks({ timeoutMs: site.pluginTimeout, owner: () => applying });
  const contributions = new Contributions();
  const closers: (() => void | Promise<void>)[] = [];
  const listeners: Listener[] = [];
  const { sessions, leases, programs, blobs, unknownMachines: machines } = services;
  const admission = createAdmission({ site, machines, leases, log, queue: options.acceptQueue });
  const about = { contributions, snapshot: options.snapshot, site, sessions, leases, admission, programs, blobs };
  const lifecycle = createLifecycle({ hooks: set.hooks, ...about });
  const { hooks } = set;
  hooks.discover.tap('core', (request, { snapshot }) => discoverInRegistry(request, snapshot));
  hooks.discover.tap({ name: 'core', stage: BY_LEASE_STAGE }, (request, { snapshot }) =>
    discoverByLease(request, snapshot),
  );
  hooks.assign.tap('core', assignFromRegistry);
  hooks.refresh.tap('core', ({ kind }) => {
    if (kind === 'snapshot') services.agents.changed();
  });
  contributions.add('core', {
    routes: coreRoutes({ lifecycle, services, snapshot: options.snapshot }),
    provides: [{ step: 'http' }],
    listens: [{ what: 'http', protocol: 'tcp', port: site.http.port, addresses: site.http.listen }],
    checks: coreChecks(site, () => contributions.items('listens')),
  });
  hooks.serve.tapPromise('core', async (context) => {
    const { routes } = context;
    const server = createHttpServer({ site, routes, snapshot: options.snapshot, timeline: services.timeline, log });
    context.onClose(() => server.close());
    for (const { address, port } of await server.listen()) context.listening('http', address, port);
  });

  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) {
      await Promise.resolve()
        .then(closer)
        .catch((error: unknown) => {
          log.error({ err: error }, 'closing failed');
        });
    }
    listeners.length = 0;
  };
  const onClose = (closer: () => void | Promise<void>): void => {
    closers.push(closer);
  };

  for (const loaded of options.plugins) {
    applying = loaded.name;
    let open = true;
    const context: PluginContext = {
      plugin: loaded.name,
      config: loaded.config,
      site,
      log,
      hooks,
      lifecycle,
      services,
      snapshot: options.snapshot,
      onClose,
      contribute: (contribution) => {
        if (!open) throw pluginErrors.contributedTooLate(loaded.name);
        contributions.add(loaded.name, contribution);
      },
    };
    try {
      const limits = { plugin: loaded.name, hook: 'apply', timeoutMs: site.pluginTimeout };
      await withTimeout(Promise.resolve(loaded.plugin.apply(context)), limits);
    } catch (error) {
      await close();
      throw isMusterError(error) ? error : pluginErrors.applyFailed(loaded.name, error);
    } finally {
      open = false;
    }
  }
  applying = undefined;

  return {
    hooks,
    lifecycle,
    contributions,
    plugins: options.plugins,
    timings: set.timings,
    listeners,
    close,
    serve: async () => {
      const routes = new RouteTable(contributions.items('routes'), contributions.items('files'));
      const listening = (what: string, address: string, port: number): void => {
        listeners.push({ what, address, port });
        log.info({ what, address, port }, `${what} listens on ${address} port ${port}`);
      };
      try {
        await hooks.serve.promise({ routes, onClose, listening });
      } catch (error) {
        await close();
        throw error;
      }
    },
    refresh: async (change) => {
      const failures = await set.refresh(change);
      for (const { plugin, error } of failures) log.error({ plugin, err: error }, 'refresh failed');
      return failures;
    },
  };
}
