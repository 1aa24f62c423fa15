import type { FuncMap } from '../value/func.ts';
import type { Limits } from './limits.ts';

/** Where an execution writes. Functions that close over a sink can steer it, for instance to start another output. */
export interface TextSink {
  write(text: string): void;
}

/**
 * How a value was used: `value`, its contents, those below it included; `truth`, only whether it is empty (`if`, `with`,
 * `and`, `or`, `not`).
 */
export type ReadUse = 'value' | 'truth';

export interface ExecuteOptions {
  /** Functions of this execution; they take precedence over those given to `parse`. */
  readonly funcs?: FuncMap;
  /** What a map key that is not there gives: `<no value>` (default), the zero value of the map's elements, or an error. */
  readonly missingKey?: 'default' | 'zero' | 'error';
  /**
   * Told which parts of the data the result depends on, as paths from the root: `Hostname`, `NetDevs.default.Ipaddr`;
   * keys that are not identifiers are in brackets, `Tags["a.b"]`; the empty path is all of the data. May be told a path
   * more than once. `readPath` gives the value at a path.
   */
  readonly onRead?: (path: string, use: ReadUse) => void;
  readonly limits?: Partial<Limits>;
}
