import { patience } from './patience.ts';

/** Where a pattern was found: offsets count characters of the stream's whole text. */
export interface TextMatch {
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
  readonly start: number;
  readonly end: number;
}

export interface WaitOptions {
  /** Milliseconds before {@link patience} stretches them; four minutes unless given. */
  readonly timeoutMs?: number | undefined;
  /** Look only behind this offset, or behind an earlier match. */
  readonly after?: number | TextMatch | undefined;
  /** Give up at once when this shows up first (`/Kernel panic/`). */
  readonly unless?: RegExp | string | undefined;
}

/** Why a wait ended without a match; the owner of the stream turns it into an error that says where things stood. */
export type WaitFailure = 'timeout' | 'ended' | 'unless';

/** Text that grows (a serial console, a daemon's output) and can be waited on. */
export class TextStream {
  #text = '';
  #ended = false;
  readonly #listeners = new Set<() => void>();

  get text(): string {
    return this.#text;
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(chunk: string): void {
    this.#text += chunk;
    this.#notify();
  }

  end(): void {
    this.#ended = true;
    this.#notify();
  }

  /** The first match behind `after`, or undefined. */
  find(pattern: RegExp | string, after: number | TextMatch = 0): TextMatch | undefined {
    const from = typeof after === 'number' ? after : after.end;
    if (typeof pattern === 'string') {
      const start = this.#text.indexOf(pattern, from);
      return start < 0 ? undefined : { text: pattern, groups: [], start, end: start + pattern.length };
    }
    const found = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(this.#text.slice(from));
    if (found === null) return undefined;
    const start = from + found.index;
    return { text: found[0], groups: found.slice(1), start, end: start + found[0].length };
  }

  /** Resolves with the first match behind `after`; rejects with what `failed` makes of the reason. */
  waitFor(pattern: RegExp | string, options: WaitOptions, failed: (why: WaitFailure) => Error): Promise<TextMatch> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        this.#listeners.delete(check);
        clearTimeout(timer);
        finish();
      };
      const check = (): void => {
        const found = this.find(pattern, options.after);
        const refused = options.unless === undefined ? undefined : this.find(options.unless, options.after);
        if (refused !== undefined && (found === undefined || refused.start < found.start)) {
          settle(() => {
            reject(failed('unless'));
          });
        } else if (found !== undefined) {
          settle(() => {
            resolve(found);
          });
        } else if (this.#ended) {
          settle(() => {
            reject(failed('ended'));
          });
        }
      };
      const timer = setTimeout(
        () => {
          settle(() => {
            reject(failed('timeout'));
          });
        },
        patience(options.timeoutMs ?? 240_000),
      );
      this.#listeners.add(check);
      check();
    });
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The last `count` lines that are not blank. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count)
    .join('\n');
}
