import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { configFolder } from '../config/places.ts';
import { nearest } from '../config/nearest.ts';
import type { SiteConfig } from '../config/types.ts';
import { overlayErrors } from '../errors/overlay.ts';
import { readAuthorizedKeys } from '../keystore/authorized-keys.ts';
import type { Keystore } from '../keystore/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { networkTable } from '../net/index.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { packOverlay } from './archive.ts';
import { Facts } from './facts.ts';
import { HostLines } from './host-lines.ts';
import { Includes } from './include.ts';
import { RenderCache } from './render-cache.ts';
import { Renderer } from './render.ts';
import { type OverlayFolder, OverlayScanner } from './scan.ts';
import { sourceFunctions } from './template-functions.ts';
import type { OverlayContext, OverlayService, OverlayTree } from './types.ts';
import { watchFolders } from './watch-folders.ts';

export interface OverlayServiceOptions {
  readonly dirs: readonly OverlayFolder[];
  readonly keys: Keystore;
  /** Tree of an image (ImageStore.rootfs), for IncludeFrom; without it IncludeFrom gives nothing. */
  readonly imageRoot?: (image: string) => string;
  /** Name of this machine in templates; default: its host name. */
  readonly serverName?: string;
  /** Home whose public keys may log in to nodes when the site has no `authorized_keys`; default: that of this process. */
  readonly home?: string;
  /** Memory for rendered archives in bytes; default 128 MiB. */
  readonly cacheBytes?: number;
}

/** Overlays of these folders, rendered on request and kept in memory only. */
export function createOverlayService(options: OverlayServiceOptions): OverlayService {
  const scanner = new OverlayScanner(options.dirs);
  const renderer = new Renderer();
  const cache = new RenderCache(options.cacheBytes ?? 128 << 20);
  const hostLines = new HostLines();
  const wantHostLines = hostLinesTest();
  const keyOf = cacheKeys();
  const serverName = options.serverName ?? hostname();

  function renderNow(node: ResolvedNode, trees: readonly OverlayTree[], snapshot: Snapshot, facts: Facts) {
    const folder = snapshot.site.file === undefined ? undefined : configFolder(snapshot.site.file);
    const includes = new Includes(facts, folder, options.imageRoot);
    const home = options.home === undefined ? {} : { home: options.home };
    const funcs = sourceFunctions({
      facts,
      includes,
      hostKeys: () => options.keys.hostKeys(node.name),
      authorizedKeys: () => readAuthorizedKeys({ configFolder: folder, ...home }),
      hostLines: ({ registry }) => hostLines.of(registry),
    });
    const networks = networkTable(snapshot.site.networks);
    return packOverlay(renderer.render({ node, snapshot, networks, serverName, trees, facts, includes, funcs }));
  }

  return {
    scan: () => scanner.scan(),
    async render(node, context, snapshot, { keep = true } = {}) {
      const trees = treesOf(node, context, snapshot);
      if (trees.some(wantHostLines)) await hostLines.prepare(snapshot.registry);
      const key = keyOf(node, context, snapshot.site, trees);
      const kept = cache.get(key, snapshot);
      if (kept !== undefined) return kept;
      const facts = new Facts(snapshot);
      const rendered = renderNow(node, trees, snapshot, facts);
      if (keep) cache.set(key, rendered, facts.found);
      return rendered;
    },
    watch: (listener) =>
      watchFolders(
        options.dirs.map(({ folder }) => folder),
        listener,
      ),
  };
}

function treesOf(node: ResolvedNode, context: OverlayContext, snapshot: Snapshot): OverlayTree[] {
  const names = context === 'system' ? node.systemOverlays : node.runtimeOverlays;
  return names.map((name) => {
    const tree = snapshot.overlays.get(name);
    if (tree === undefined) throw overlayErrors.unknown(node.name, name, nearest(name, snapshot.overlays.keys()));
    return tree;
  });
}

/** Whether a template of the overlay may call HostLines. Told once per tree. */
function hostLinesTest(): (tree: OverlayTree) => boolean {
  const told = new WeakMap<OverlayTree, boolean>();
  return (tree) => {
    const known = told.get(tree);
    if (known !== undefined) return known;
    const calls = tree.entries.some(
      ({ type, content }) => type === 'template' && content !== undefined && Buffer.from(content).includes('HostLines'),
    );
    told.set(tree, calls);
    return calls;
  };
}

/** What every rendering depends on: its node, the configuration and the overlays themselves. The rest are its facts. */
function cacheKeys() {
  const hashes = new WeakMap<object, string>();
  function hashOf(object: object, text: () => string): string {
    const known = hashes.get(object);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(text()).digest('base64');
    hashes.set(object, hash);
    return hash;
  }
  return (node: ResolvedNode, context: OverlayContext, site: SiteConfig, trees: readonly OverlayTree[]): string =>
    JSON.stringify([
      node.name,
      context,
      hashOf(node, () => JSON.stringify(node)),
      hashOf(site, () => JSON.stringify({ ...site, plugins: [] })),
      ...trees.map((tree) => `${tree.name} ${tree.digest}`),
    ]);
}
