import type { BlobStore } from '../artifact/types.ts';
import type { SiteConfig } from '../config/types.ts';
import { type Admission, addressOf } from '../discovery/admission.ts';
import type { EfiPrograms } from '../efi/index.ts';
import { isMusterError } from '../errors/index.ts';
import type { Contributions } from '../plugin/contributions.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { isTrustedDoor, proofLevelOf } from '../session/levels.ts';
import type { BootSessions, LeaseBook } from '../session/types.ts';
import { emptySpec } from './base-assign.ts';
import type { BootRequest } from './boot-request.ts';
import {
  claimBoot,
  isFromStranger,
  movingAssignment,
  pinned,
  shownToken,
  sightingOf,
  withClass,
  withLease,
} from './boot-session.ts';
import { type BootSpec, hasMenu, withSpec } from './boot-spec.ts';
import { withSessionPart, withToken } from './boot-token.ts';
import { endpointsOf } from './endpoints.ts';
import type { ArtifactOf, AssignOptions, Hooks, Lifecycle, RequestOf } from './hooks.ts';
import { offeredBootFile } from './offered-boot-file.ts';
import { type SecureBootParts, withSignedKernel, withSignedLoader } from './secure-boot.ts';
import type { Snapshot } from './snapshot.ts';
import type { ArtifactKinds, AssignContext, Assignment, BootFile, BootFileRequest, Identity, Trace } from './types.ts';

interface Parts {
  readonly hooks: Hooks;
  readonly contributions: Contributions;
  readonly snapshot: () => Snapshot;
  readonly site: SiteConfig;
  readonly sessions: BootSessions;
  readonly leases: LeaseBook;
  readonly admission: Admission;
  readonly programs: EfiPrograms;
  readonly blobs: Pick<BlobStore, 'path'>;
}

/**
 * The one path of every front door: each call reads the snapshot that is current when it begins, or the one that the node's
 * boot is pinned to.
 */
export function createLifecycle(parts: Parts): Lifecycle {
  const { hooks, contributions, snapshot, site, sessions, leases, admission } = parts;
  const secure: SecureBootParts = { ...parts, loaders: () => contributions.loaders() };
  const defaultLoader = (): string | undefined => site.boot.loader ?? contributions.loaders()[0];

  const discover: Lifecycle['discover'] = (request) =>
    hooks.discover.promise(withLease(request, leases), { snapshot: snapshot() });

  const assignAs = async (
    request: BootRequest,
    identity: Identity | undefined,
    from: Snapshot,
    trace?: Trace,
  ): Promise<Assignment | undefined> => {
    const node = identity === undefined ? undefined : from.registry.node(identity.node);
    if (identity === undefined || node === undefined) return undefined;
    const context = { node, request, snapshot: from, ...(trace === undefined ? {} : { trace }) };
    const empty = emptySpec(context, { loader: defaultLoader(), stages: site.boot.stages });
    const start = await withSignedLoader(empty, secure, context);
    const assigned = await hooks.assign.promise(start, context).catch((error: unknown) => withFailure(start, error));
    const checked = await withSignedKernel(assigned, secure, context);
    const spec = withKeyChecked(withLoaderChecked(checked, contributions.loaders()), node, from);
    const whole = withSessionPart(spec, { node }, request);
    trace?.('core', 'assign', spec, whole);
    const other = hasMenu(node) ? await otherStages(start, { node, request, snapshot: from }) : undefined;
    const stranger = isFromStranger(request, identity, node, from, sessions);
    return {
      identity,
      node,
      spec: whole,
      snapshot: from,
      ...(other === undefined ? {} : { other }),
      ...(stranger ? { stranger } : {}),
    };
  };

  /** The other payload of a menu: what `assign` makes of the node when it boots in the other number of stages. */
  const otherStages = async (start: BootSpec, context: AssignContext): Promise<BootSpec | undefined> => {
    const stages = start.stages === 'two' ? 'single' : 'two';
    const spec = await hooks.assign.promise(withSpec(start, { stages }), context).catch(() => undefined);
    if (spec?.kernel === undefined || spec.problems.length > 0) return undefined;
    // Without a plugin for it nothing is left to a first stage.
    if (stages === 'two' && spec.deploy.length === 0) return undefined;
    return withSessionPart(spec, context, context.request);
  };

  const assign: Lifecycle['assign'] = async (asked, options: AssignOptions = {}) => {
    const request = withLease(asked, leases);
    const current = options.snapshot ?? snapshot();
    const identity = await hooks.discover.promise(request, { snapshot: current });
    if (identity === undefined) return undefined;
    const session = isTrustedDoor(request.door) ? undefined : sessions.of(identity.node);
    const from = options.snapshot ?? pinned(request, identity.node, sessions) ?? current;
    const known = withClass(request, session);
    const assignment =
      (await assignAs(known, identity, from, options.trace)) ??
      (from === current ? undefined : await assignAs(known, identity, current, options.trace));
    return assignment && withToken(assignment, shownToken(request, assignment, sessions));
  };

  /** `admits`: a machine nobody knows may become a node by it. */
  const scriptFor = async (asked: BootRequest, admits: boolean): Promise<Assignment | undefined> => {
    if (isTrustedDoor(asked.door)) return assign(asked);
    const request = withLease(asked, leases);
    const current = snapshot();
    const identity = await hooks.discover.promise(request, { snapshot: current });
    if (identity !== undefined && admission.moves(request, addressOf(current, identity.node, request.mac))) {
      const assignment = await assignAs(request, identity, current);
      return assignment && movingAssignment(assignment);
    }
    const session = sessions.sight(sightingOf(request, identity, current));
    if (identity === undefined) return admits && (await admission.admit(request)) ? scriptFor(asked, false) : undefined;
    const known = withClass(request, session);
    const assignment = await assignAs(known, identity, current);
    return assignment && claimBoot(sessions, session, known, assignment);
  };

  /** `render` knows kinds and their artifacts only together. */
  const offered = (artifact: unknown, request: unknown): BootFile | undefined => {
    return offeredBootFile(artifact as BootFile, request as BootFileRequest, contributions.identifies());
  };

  return {
    discover,
    assign,
    assignScript: (request) => scriptFor(request, true),
    answerUnknown: (request) => admission.answer(withLease(request, leases)),

    render: async <K extends keyof ArtifactKinds>(
      kind: K,
      request: RequestOf<K>,
    ): Promise<ArtifactOf<K> | undefined> => {
      const hook = hooks.render.for(kind);
      const made = await hook.make.promise(request);
      if (made === undefined) return undefined;
      const artifact = await hook.amend.promise(made, request);
      return kind === 'boot-file' ? offered(artifact, request) : artifact;
    },

    loaderFor: (assignment) => assignment?.spec.loader ?? defaultLoader(),
    choiceFor: (assignment) => {
      const loader = assignment?.spec.loader ?? defaultLoader();
      const secureBoot = assignment?.node.hardware.secureBoot === true;
      return loader === undefined ? undefined : { loader, secureBoot };
    },
    endpoints: (facts) => endpointsOf(site, facts),
  };
}

/** A tap that fails keeps the machine waiting with the reason on its console, and asking again. */
function withFailure(spec: Assignment['spec'], error: unknown): Assignment['spec'] {
  if (!isMusterError(error)) throw error;
  const { code, sentence, remedy } = error;
  return withSpec(spec, { problems: [...spec.problems, { code, sentence, remedy }] });
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

function withKeyChecked(spec: Assignment['spec'], node: ResolvedNode, { site }: Snapshot): Assignment['spec'] {
  if (node.assetKey !== undefined || proofLevelOf(node, site) !== 'asset-key') return spec;
  const problem = {
    code: 'ASSET_KEY_UNSET',
    sentence: `node ${node.name} has to prove itself by an asset key and has none`,
    remedy: `muster node set ${node.name} --set assetKey=KEY, the asset tag in the machine's firmware`,
  };
  return withSpec(spec, { problems: [...spec.problems, problem] });
}
