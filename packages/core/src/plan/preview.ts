import type { Services } from '../plugin/types.ts';
import type { RegistryView } from '../registry/types.ts';
import type { OpenSite } from '../site/open-site.ts';

/** A site whose changes of nodes and profiles are worked out and not written. */
export interface PreviewSite {
  readonly site: OpenSite;
  /** The registry as the changes so far would leave it; undefined when there were none. */
  changed(): RegistryView | undefined;
}

/** Everything but the registry and the keys is the site's own. */
export function previewSite(site: OpenSite): PreviewSite {
  const { registry, keys } = site.services;
  let view: RegistryView | undefined;
  const services: Services = {
    ...site.services,
    registry: {
      ...registry,
      load: async () => view ?? (await registry.load()),
      apply: async (edits) => {
        view = await registry.preview(edits);
        return view;
      },
    },
    keys: { ...keys, ensure: () => Promise.resolve([]), remove: () => Promise.resolve() },
  };
  return { site: { ...site, services }, changed: () => view };
}
