import process from 'node:process';

/** A stream text is written to. */
export interface TextSink {
  write(text: string): void;
  /** Columns of the terminal; undefined when it is none, or one that only writes line after line. */
  readonly columns: number | undefined;
  /** Lines of the terminal; undefined when it is none. */
  readonly rows?: number | undefined;
}

/** Everything a command touches of its process, so that tests can stand in for it. */
export interface Io {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks on the terminal and gives the answer; undefined when there is no terminal to ask on. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Calls back at every such signal until the returned function is called. */
  onSignal(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): () => void;
}

/** The real process. A reader that goes away (`muster node list | head`) ends it quietly. */
export function processIo(): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    cwd: process.cwd(),
    env: process.env,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askOnTerminal : undefined,
    onSignal: (signal, listener) => {
      process.on(signal, listener);
      return () => process.off(signal, listener);
    },
  };
}

function sink(stream: NodeJS.WriteStream): TextSink {
  // A dumb terminal has no colours and cannot draw over a line.
  const moves = (): boolean => stream.isTTY && process.env.TERM !== 'dumb';
  return {
    write: (text) => {
      stream.write(text);
    },
    get columns() {
      return moves() ? stream.columns : undefined;
    },
    get rows() {
      return moves() ? stream.rows : undefined;
    },
  };
}

/** Ctrl-C while a question waits for its answer. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Ctrl-D answers nothing. Throws {@link Interrupted}. */
async function askOnTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('SIGINT', () => {
        reject(new Interrupted());
      });
      lines.once('close', () => {
        resolve('');
      });
      lines.question(question).then(resolve, reject);
    });
  } finally {
    lines.close();
  }
}
