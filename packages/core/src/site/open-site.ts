import path from 'node:path';
import type { SiteConfig } from '../config/types.ts';
import { type ChangeQueue, createChangeQueue } from '../control/change-queue.ts';
import { procedures } from '../control/procedures/index.ts';
import { type ControlServer, openControlServer } from '../control/server.ts';
import { type Seat, takeSeat } from '../control/socket.ts';
import { createAcceptQueue } from '../discovery/accept-queue.ts';
import { createHistory, finishRollback, type SnapshotHistory } from '../history/index.ts';
import { createProvisioner, type Provisioner } from '../lifecycle/provisioner.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { createSnapshotSource, type SnapshotSource } from '../lifecycle/snapshot-source.ts';
import type { OverlayFolder } from '../overlay/index.ts';
import { loadPlugins } from '../plugin/load.ts';
import type { Logger, Services } from '../plugin/types.ts';
import { type BootMonitor, createBootMonitor } from '../progress/index.ts';
import { createServices } from './services.ts';

export interface OpenSiteOptions {
  readonly site: SiteConfig;
  /** Folder of the configuration: plugin names are resolved from here first. */
  readonly folder: string;
  /** Folder of the installation: plugin names are resolved from here next. */
  readonly installation?: string;
  /** Folders of distribution overlays. */
  readonly distributionOverlays?: readonly string[];
  readonly log: Logger;
}

/** A site with its plugins applied, before anything is read or listens. */
export interface OpenSite {
  readonly site: SiteConfig;
  readonly services: Services;
  readonly provisioner: Provisioner;
  readonly snapshots: SnapshotSource;
  readonly history: SnapshotHistory;
  readonly boots: BootMonitor;
  /** Of a server: what changes the registry while it runs. */
  readonly changes: ChangeQueue;
  /** Reads the first snapshot, follows changes through `refresh`, and opens everything plugins serve. */
  serve(): Promise<void>;
  close(): Promise<void>;
}

/** Loads and applies the plugins of a site over its files. Throws PLUGIN_* errors. */
export async function openSite(options: OpenSiteOptions): Promise<OpenSite> {
  const { site, folder, installation, log } = options;
  const folders = installation === undefined ? [folder] : [folder, installation];
  const plugins = await loadPlugins(site.plugins, folders, site.pluginTimeout);
  const overlayFolders: OverlayFolder[] = [{ origin: 'site', folder: site.paths.overlays }];
  const services = createServices({
    site,
    log,
    overlayFolders,
    nodeFields: () => provisioner.contributions.nodeFields(),
    snapshot: () => snapshots.current(),
    restoreSnapshot: (number) => history.read(number).catch(() => undefined),
  });
  const history = createHistory({ folder: path.join(site.paths.state, 'history'), registry: services.registry });
  await finishRollback({ ...services, history, paths: site.paths });
  const snapshots = createSnapshotSource(site, services, log, history);
  const changes = createChangeQueue(snapshots);
  const acceptQueue = createAcceptQueue(services, changes);
  const snapshot = (): Snapshot => snapshots.current();
  const provisioner = await createProvisioner({ site, plugins, services, log, snapshot, acceptQueue });
  const boots = createBootMonitor({
    services,
    sources: { site, lifecycle: provisioner.lifecycle, snapshot },
    contributions: provisioner.contributions,
    log,
    folder: path.join(site.paths.state, 'boots'),
  });
  overlayFolders.push(
    ...provisioner.contributions.items('overlayDirs').map((dir) => ({ origin: 'plugin' as const, folder: dir })),
    ...(options.distributionOverlays ?? []).map((dir) => ({ origin: 'distribution' as const, folder: dir })),
  );
  const onChange = (next: Snapshot, previous: Snapshot) =>
    provisioner.refresh({ kind: 'snapshot', snapshot: next, previous });
  let seat: Seat | undefined;
  let control: ControlServer | undefined;
  const close = async (): Promise<void> => {
    await provisioner.close();
    await control?.close();
    control = undefined;
    await snapshots.close();
    await boots.close();
    await services.sessions.end();
    await services.unknownMachines.end();
    await services.registry.close?.();
    await seat?.leave();
    seat = undefined;
  };
  const open: OpenSite = {
    site,
    services,
    provisioner,
    snapshots,
    history,
    boots,
    changes,
    serve: async () => {
      try {
        seat = await takeSeat(site.paths.state);
        await snapshots.start(onChange);
        await services.sessions.open();
        await services.unknownMachines.open();
        control = await openControlServer({ site: open, seat, procedures, log });
        await boots.start();
        await provisioner.serve();
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
  return open;
}
