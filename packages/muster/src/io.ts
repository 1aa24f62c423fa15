import process from 'node:process';

/** A stream text is written to. */
export interface TextSink {
  write(text: string): void;
  /** Columns of the terminal; undefined when it is none. */
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
  return {
    write: (text) => {
      stream.write(text);
    },
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
    get rows() {
      return stream.isTTY ? stream.rows : undefined;
    },
  };
}

async function askOnTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
