import type { Io } from '../src/io.ts';

/** An Io that keeps what is written, answers questions and raises signals. */
export interface FakeIo extends Io {
  out(): string;
  err(): string;
  raise(signal: string): void;
}

export interface FakeOptions {
  readonly cwd?: string;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What the user types; without it there is no terminal to ask on. */
  readonly answer?: string;
}

export function fakeIo({ cwd = '/', columns, env = {}, answer }: FakeOptions = {}): FakeIo {
  const written = { out: '', err: '' };
  const listeners = new Map<string, Set<() => void>>();
  const sink = (key: 'out' | 'err') => ({
    columns,
    write: (text: string) => {
      written[key] += text;
    },
  });
  return {
    stdout: sink('out'),
    stderr: sink('err'),
    cwd,
    env,
    ask: answer === undefined ? undefined : () => Promise.resolve(answer),
    onSignal: (signal, listener) => {
      const known = listeners.get(signal) ?? new Set();
      listeners.set(signal, known.add(listener));
      return () => known.delete(listener);
    },
    out: () => written.out,
    err: () => written.err,
    raise: (signal) => {
      for (const listener of listeners.get(signal) ?? []) listener();
    },
  };
}
