import type { ResolvedNode } from '../registry/types.ts';

/** Part of a payload, fetched by the loader or the first stage from `path` below the server's base URL. */
export interface PayloadPart {
  /** What it is: `kernel`, `initramfs` (first stage), `image`, `system` and `runtime` (overlays), `session`, or a plugin's own word. */
  readonly role: string;
  /** Name a loader may give it; unique within the spec, safe in `initrd=` arguments. */
  readonly name: string;
  /** Absolute path with leading slash, optionally with a query, e.g. `/blobs/sha256/HEX`. */
  readonly path: string;
  /** Bytes, where known before rendering. */
  readonly size?: number;
  /** SHA-256 in lower-case hex, for blobs. */
  readonly digest?: string;
  /** What it is packed as, where that is not a gzipped cpio archive: a word of `IMAGE_FORMS`, or a plugin's own. */
  readonly form?: string;
  /** It holds secrets: core adds the boot token to `path` where the node's level of proof wants one. Initrds and `deploy` only. */
  readonly proof?: 'token';
}

/** Reason why a node cannot boot now. Loaders show it on the console, wait, and ask again. */
export interface BootProblem {
  /** Stable identifier such as `IMAGE_NOT_BUILT`. */
  readonly code: string;
  readonly sentence: string;
  readonly remedy: string;
}

/** What a node boots, in a form no loader is preferred by. Frozen: a tap of `assign` returns a new one. */
export interface BootSpec {
  readonly node: string;
  /** Loader that fetches the payload, e.g. `ipxe` or `grub`; undefined when no plugin provides one. */
  readonly loader: string | undefined;
  /** `single`: image and overlays are the kernel's initial root. `two`: a first stage deploys them. */
  readonly stages: 'single' | 'two';
  /**
   * The loader starts what is on the machine's own disk. There is a payload besides only where a menu offers it.
   */
  readonly from?: 'disk';
  readonly kernel: PayloadPart | undefined;
  /** In the order they are unpacked; later archives win. */
  readonly initrds: readonly PayloadPart[];
  /** Kernel arguments. */
  readonly args: readonly string[];
  /** What a first stage fetches after the kernel runs, in order; empty for a single stage. */
  readonly deploy: readonly PayloadPart[];
  readonly problems: readonly BootProblem[];
}

/** Whether a machine is shown a menu before it boots. */
export function hasMenu({ boot }: Pick<ResolvedNode, 'boot'>): boolean {
  return boot.timeout !== undefined && boot.timeout !== 0;
}

/** Whether the loader starts the machine's own disk without asking: there is no menu, or nothing else on it. */
export function isDiskOnly({ from, kernel, problems }: BootSpec): boolean {
  return from === 'disk' && (kernel === undefined || problems.length > 0);
}

/** A frozen copy of `spec` with `changes` applied. */
export function withSpec(spec: BootSpec, changes: Partial<BootSpec>): BootSpec {
  return Object.freeze({ ...spec, ...changes });
}

/**
 * Stage (tapable) of the taps of `assign` by which a loader's plugin says what of the finished payload its loader cannot
 * express: after every tap that changes the payload, so that a problem is known wherever problems are, not in a script alone.
 */
export const LOADER_STAGE = 100;
