import type { SiteConfig } from '../config/types.ts';
import type { Contributions } from '../plugin/contributions.ts';
import { emptySpec } from './base-assign.ts';
import type { BootRequest } from './boot-request.ts';
import { withSpec } from './boot-spec.ts';
import { endpointsOf } from './endpoints.ts';
import type { ArtifactOf, AssignOptions, Hooks, Lifecycle, RequestOf } from './hooks.ts';
import type { Snapshot } from './snapshot.ts';
import type { ArtifactKinds, Assignment } from './types.ts';

interface Parts {
  readonly hooks: Hooks;
  readonly contributions: Contributions;
  readonly snapshot: () => Snapshot;
  readonly site: SiteConfig;
}

/** The one path of every front door: each call reads the snapshot that is current when it begins. */
export function createLifecycle({ hooks, contributions, snapshot, site }: Parts): Lifecycle {
  const defaultLoader = (): string | undefined => site.boot.loader ?? contributions.loaders()[0];

  return {
    discover: (request) => hooks.discover.promise(request, { snapshot: snapshot() }),

    assign: async (request: BootRequest, options: AssignOptions = {}): Promise<Assignment | undefined> => {
      const { trace } = options;
      const current = options.snapshot ?? snapshot();
      const identity = await hooks.discover.promise(request, { snapshot: current });
      const node = identity === undefined ? undefined : current.registry.node(identity.node);
      if (identity === undefined || node === undefined) return undefined;
      const context = { node, request, snapshot: current, ...(trace === undefined ? {} : { trace }) };
      const start = emptySpec(context, { loader: defaultLoader(), stages: site.boot.stages });
      const spec = await hooks.assign.promise(start, context);
      return { identity, node, spec: withLoaderChecked(spec, contributions.loaders()), snapshot: current };
    },

    render: async <K extends keyof ArtifactKinds>(
      kind: K,
      request: RequestOf<K>,
    ): Promise<ArtifactOf<K> | undefined> => {
      const hook = hooks.render.for(kind);
      const made = await hook.make.promise(request);
      return made === undefined ? undefined : await hook.amend.promise(made, request);
    },

    loaderFor: (assignment) => assignment?.spec.loader ?? defaultLoader(),
    endpoints: (facts) => endpointsOf(site, facts),
  };
}

function withLoaderChecked(spec: Assignment['spec'], loaders: readonly string[]): Assignment['spec'] {
  if (spec.loader !== undefined && loaders.includes(spec.loader)) return spec;
  const sentence =
    spec.loader === undefined
      ? 'no plugin provides a loader'
      : `node ${spec.node} wants loader ${spec.loader}, which no plugin provides`;
  const remedy = `add a loader's plugin to the configuration${loaders.length > 0 ? `, or use one of: ${loaders.join(', ')}` : ' (ipxe or grub)'}`;
  return withSpec(spec, { problems: [...spec.problems, { code: 'LOADER_MISSING', sentence, remedy }] });
}
