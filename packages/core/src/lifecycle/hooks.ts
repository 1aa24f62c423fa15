import type { AsyncParallelHook, AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook } from 'tapable';
import type { UnknownAnswer } from '../discovery/types.ts';
import type { RouteTable } from '../route/route-table.ts';
import type { BootRequest } from './boot-request.ts';
import type { BootSpec } from './boot-spec.ts';
import type { Snapshot } from './snapshot.ts';
import type {
  ArtifactKinds,
  AssignContext,
  Assignment,
  Change,
  DiscoverContext,
  Identity,
  LoaderChoice,
  Trace,
} from './types.ts';

type Kind = keyof ArtifactKinds;
export type RequestOf<K extends Kind> = ArtifactKinds[K]['request'];
export type ArtifactOf<K extends Kind> = ArtifactKinds[K]['artifact'];

/** Hooks of one artifact kind: the first tap of `make` that returns something made it; every tap of `amend` may refine it. */
export interface RenderHook<K extends Kind> {
  readonly make: AsyncSeriesBailHook<[RequestOf<K>], ArtifactOf<K> | undefined>;
  readonly amend: AsyncSeriesWaterfallHook<[ArtifactOf<K>, RequestOf<K>]>;
}

/** Typed by artifact kind; a kind's hooks come into being when first asked for. */
export interface RenderHooks {
  for<K extends Kind>(kind: K): RenderHook<K>;
}

/** What a tap of `serve` gets: everything contributed, before anything listens. */
export interface ServeContext {
  readonly routes: RouteTable;
  /** Registers how to stop what was opened; runs in reverse order at close or when a later tap fails. */
  onClose(close: () => void | Promise<void>): void;
  /** Tells what listens where, for the log and for tests. */
  listening(what: string, address: string, port: number): void;
}

/** The five hooks. Taps are wrapped: errors name plugin and hook, and each tap's time is counted. */
export interface Hooks {
  readonly discover: AsyncSeriesBailHook<[BootRequest, DiscoverContext], Identity | undefined>;
  readonly assign: AsyncSeriesWaterfallHook<[BootSpec, AssignContext]>;
  readonly render: RenderHooks;
  readonly serve: AsyncSeriesHook<[ServeContext]>;
  readonly refresh: AsyncParallelHook<[Change]>;
}

/** What an explanation asks of `assign` besides. */
export interface AssignOptions {
  /** Instead of the one that is current, or that the node's boot is pinned to. */
  readonly snapshot?: Snapshot;
  readonly trace?: Trace;
}

/** The path every front door takes. */
export interface Lifecycle {
  /** Who is this? undefined: a machine nobody knows. */
  discover(request: BootRequest): Promise<Identity | undefined>;
  /** discover, then what it boots; undefined for unknown machines. */
  assign(request: BootRequest, options?: AssignOptions): Promise<Assignment | undefined>;
  /**
   * `assign` for the route that gives a machine its loader's script or configuration: the boot is claimed, which fixes its
   * snapshot, and its token is in the paths of the spec. A machine that may not have the boot gets a spec that says so.
   */
  assignScript(request: BootRequest): Promise<Assignment | undefined>;
  /** What a machine is told that `assignScript` found to be no node. */
  answerUnknown(request: BootRequest): UnknownAnswer;
  /** Makes an artifact; undefined when no tap made one. */
  render<K extends Kind>(kind: K, request: RequestOf<K>): Promise<ArtifactOf<K> | undefined>;
  /** The loader for an assignment, or the site's default for unknown machines. */
  loaderFor(assignment: Assignment | undefined): string | undefined;
  /** The same, with what else decides which boot files are offered. */
  choiceFor(assignment: Assignment | undefined): LoaderChoice | undefined;
  /** Base URL and TFTP address as a machine on this network reaches them; by name, else by an address on it, else the first network. */
  endpoints(facts: { network?: string; localAddress?: string; remoteAddress?: string }): {
    baseUrl: string;
    nextServer: string;
  };
}
