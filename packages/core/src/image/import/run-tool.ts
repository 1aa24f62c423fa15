import { execa } from 'execa';
import { imageErrors } from '../../errors/image.ts';

/** Lines of a tool's output that an error repeats. */
const OUTPUT_LINES = 15;

/** A program to run, and the words its failures are told with. */
export interface Tool {
  readonly name: string;
  readonly args: readonly string[];
  /** Completes `NAME failed while …` and `… needs the program NAME`. */
  readonly doing: string;
  /** Debian package it is in. */
  readonly packageName: string;
  readonly input?: string;
  /** Told every line the program writes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end; it is ended with this process. Throws `IMAGE_TOOL_MISSING` or `IMAGE_TOOL_FAILED`. */
export async function runTool(tool: Tool): Promise<void> {
  const last: string[] = [];
  try {
    const running = execa(tool.name, tool.args, {
      all: true,
      buffer: false,
      // Messages of tools are matched and quoted: they must not depend on the administrator's language.
      env: { LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
      ...(tool.input === undefined ? { stdin: 'ignore' as const } : { input: tool.input }),
    });
    for await (const line of running.iterable({ from: 'all' })) {
      tool.onLine?.(line);
      last.push(line);
      if (last.length > OUTPUT_LINES) last.shift();
    }
    await running;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw imageErrors.toolMissing(tool.name, tool.doing, tool.packageName);
    }
    throw imageErrors.toolFailed(tool.name, tool.doing, last.join('\n'), error);
  }
}
