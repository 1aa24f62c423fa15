import { AsyncParallelHook, AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook } from 'tapable';
import type { BootRequest } from './boot-request.ts';
import type { BootSpec } from './boot-spec.ts';
import type { Hooks, RenderHook, RenderHooks, ServeContext } from './hooks.ts';
import type { ArtifactKinds, AssignContext, Change, DiscoverContext, Identity, RefreshFailure } from './types.ts';
import { type RawTap, type TapTiming, type WrapOptions, wrapTap } from './wrap-tap.ts';

interface Interceptable {
  // biome-ignore lint/suspicious/noExplicitAny: tapable types its taps per hook; wrapping is the same for all
  intercept(interceptor: { register: (tap: any) => any }): void; // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
}

export interface HookSet {
  readonly hooks: Hooks;
  readonly timings: readonly TapTiming[];
  /** Runs every tap of `refresh`; returns the failures: none stops another. */
  refresh(change: Change): Promise<readonly RefreshFailure[]>;
}

/** Makes the five hooks. `owner` says which plugin is being applied; outside of apply() a tap's own name counts. */
export function createHooks(options: { timeoutMs: number; owner: () => string | undefined }): HookSet {
  const timings: TapTiming[] = [];
  const results = new WeakMap<object, RefreshFailure[]>();
  const guard = <H extends Interceptable>(
    hook: H,
    name: string,
    extra: Pick<WrapOptions, 'finish' | 'onError'> = {},
  ): H => {
    const register = (tap: RawTap): RawTap => {
      const plugin = options.owner() ?? tap.name;
      const timing: TapTiming = { plugin, hook: name, calls: 0, totalMs: 0, maxMs: 0, errors: 0 };
      timings.push(timing);
      return wrapTap(tap, { plugin, hook: name, timeoutMs: options.timeoutMs, timing, ...extra });
    };
    hook.intercept({ register });
    return hook;
  };
  const hooks: Hooks = Object.freeze({
    discover: guard(
      new AsyncSeriesBailHook<[BootRequest, DiscoverContext], Identity | undefined>(['request', 'context']),
      'discover',
    ),
    assign: guard(new AsyncSeriesWaterfallHook<[BootSpec, AssignContext]>(['spec', 'context']), 'assign', {
      finish: freezeSpec,
    }),
    render: renderHooks(guard),
    serve: guard(new AsyncSeriesHook<[ServeContext]>(['context']), 'serve'),
    refresh: guard(new AsyncParallelHook<[Change]>(['change']), 'refresh', {
      onError: (error, plugin, args) => {
        results.get(args[0] as object)?.push({ plugin, error });
      },
    }),
  });
  return {
    hooks,
    timings,
    refresh: async (change) => {
      const failed: RefreshFailure[] = [];
      results.set(change, failed);
      await hooks.refresh.promise(change);
      return failed;
    },
  };
}

function renderHooks(guard: <H extends Interceptable>(hook: H, name: string) => H): RenderHooks {
  const kinds = new Map<string, RenderHook<keyof ArtifactKinds>>();
  const create = (kind: string): RenderHook<keyof ArtifactKinds> => ({
    make: guard(new AsyncSeriesBailHook(['request']), `render(${kind})`),
    amend: guard(new AsyncSeriesWaterfallHook(['artifact', 'request']), `render(${kind}).amend`),
  });
  return Object.freeze({
    for<K extends keyof ArtifactKinds>(kind: K): RenderHook<K> {
      const known = kinds.get(kind) ?? create(kind);
      kinds.set(kind, known);
      return known;
    },
  });
}

const LISTS = ['initrds', 'args', 'deploy', 'problems'] as const;

/** Undefined keeps the spec before; anything but a spec is the tap's fault. */
function freezeSpec(value: unknown): unknown {
  if (value === undefined) return value;
  const spec = value as BootSpec;
  if (typeof value !== 'object' || value === null || !LISTS.every((name) => Array.isArray(spec[name])))
    throw new Error('it returned something that is no boot spec; use withSpec()');
  for (const name of LISTS) Object.freeze(spec[name]);
  return Object.freeze(spec);
}
