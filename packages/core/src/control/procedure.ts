import type { Static, TSchema } from 'typebox';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OpenSite } from '../site/open-site.ts';

/** Who asks for a change, and why; kept with the snapshot that comes of it. */
export interface Authorship {
  /** Login name on the machine the command ran on. */
  readonly author: string;
  readonly reason?: string;
}

/** What a procedure works with: the open site of the daemon, or of the command when no daemon runs. */
export interface ControlContext {
  readonly site: OpenSite;
  /** True in the daemon: live state (boots, leases) is at hand. */
  readonly daemon: boolean;
  readonly authorship: Authorship;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
  /** The daemon's current snapshot; without one what is on disk, read when first asked for. */
  readonly snapshot: () => Promise<Snapshot>;
  /** Progress of long work: total undefined when it is not known. */
  readonly progress: (step: string, done?: number, total?: number) => void;
  /** Tells what went wrong besides, though what was asked for is done. */
  readonly warn: (error: unknown) => void;
}

interface Described<In extends TSchema, Out extends TSchema> {
  /** Unique, e.g. `node.list`; also its operation id in the OpenAPI document. */
  readonly name: string;
  readonly summary: string;
  /** GET procedures take their input from the query and change nothing. */
  readonly method: 'GET' | 'POST';
  /** Below `/v1`, without parameters: `/nodes`. */
  readonly path: string;
  /**
   * Changes what snapshots are made of. Such calls run one after the other in the daemon, and each is answered when its
   * snapshot is current.
   */
  readonly changes?: true;
  /** Schema of an object, made with `Type` of `control/schema.ts`: commands load it, and TypeBox itself takes too long. */
  readonly input: In;
  /** Schema of the answer, or of one item of a stream. */
  readonly output: Out;
}

/**
 * One thing the control API can do: asked once, answered once. The command line calls it the same way with and without a
 * daemon. `run` imports what it needs when it runs: the command that only asks the daemon must not load it.
 */
export interface Procedure<In extends TSchema = TSchema, Out extends TSchema = TSchema> extends Described<In, Out> {
  readonly kind: 'call';
  run(context: ControlContext, input: Static<In>): Promise<Static<Out>>;
}

/** Answered by a stream of items (a line of JSON each) that lasts until either side ends it. */
export interface StreamProcedure<In extends TSchema = TSchema, Out extends TSchema = TSchema>
  extends Described<In, Out> {
  readonly kind: 'stream';
  run(context: ControlContext, input: Static<In>): AsyncIterable<Static<Out>>;
}

export type AnyProcedure = Procedure | StreamProcedure;

/** What a call gives, or an item of a stream. */
export type Outcome<What extends AnyProcedure> = Static<What['output']>;

/** Keeps the types of a procedure's schemas. */
export function procedure<In extends TSchema, Out extends TSchema>(
  described: Omit<Procedure<In, Out>, 'kind'>,
): Procedure<In, Out> {
  return { kind: 'call', ...described };
}

/** As {@link procedure}, for streams. */
export function streamProcedure<In extends TSchema, Out extends TSchema>(
  described: Omit<StreamProcedure<In, Out>, 'kind'>,
): StreamProcedure<In, Out> {
  return { kind: 'stream', ...described };
}

/** Calls procedures: in the daemon over its socket, or in this process over the files. */
export interface Control {
  /** True when a daemon answers. */
  readonly daemon: boolean;
  call<In extends TSchema, Out extends TSchema>(what: Procedure<In, Out>, input: Static<In>): Promise<Static<Out>>;
  stream<In extends TSchema, Out extends TSchema>(
    what: StreamProcedure<In, Out>,
    input: Static<In>,
  ): AsyncIterable<Static<Out>>;
  close(): Promise<void>;
}
