import type { OpenSite, SiteConfig, Snapshot } from '@muster/core';
import { installation } from './installation.ts';
import type { Io } from './io.ts';
import { createLogger, type LogStyle } from './logger.ts';

/** How a configuration is found. */
export interface SiteChoice {
  readonly cwd: string;
  /** `--config`. */
  readonly config?: string;
}

/** A site with its plugins applied and its services at hand; nothing listens. */
export interface Site extends OpenSite {
  readonly config: SiteConfig;
  /** What is on disk, read when first asked for. */
  snapshot(): Promise<Snapshot>;
}

/** Opens the site of a command line, with the standard plugins and overlays beside its own. */
export async function openSite(choice: SiteChoice, io: Io, style: LogStyle): Promise<Site> {
  const core = await import('@muster/core');
  const { overlaysDir } = await import('@muster/overlays');
  const loaded = await core.loadSite(choice);
  const { site, folder } = loaded;
  const log = createLogger(io, style);
  let open: OpenSite;
  try {
    open = await core.openSite({ site, folder, installation, distributionOverlays: [overlaysDir], log });
  } catch (error) {
    throw core.locatePluginError(error, loaded);
  }
  let snapshot: Promise<Snapshot> | undefined;
  return {
    ...open,
    config: site,
    snapshot: () => {
      snapshot ??= open.snapshots.read();
      return snapshot;
    },
  };
}
