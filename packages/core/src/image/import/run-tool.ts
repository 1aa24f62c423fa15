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
  /** Runs it where its mounts and processes vanish together with it, when this machine lets us. */
  readonly isolated?: boolean;
  /** Told every line the program writes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end; it is ended with this process. Throws `IMAGE_TOOL_MISSING` or `IMAGE_TOOL_FAILED`. */
export async function runTool(tool: Tool): Promise<void> {
  const { execa } = await import('execa');
  const last: string[] = [];
  try {
    const wrapper = tool.isolated === true ? await isolation(tool.name) : [];
    const [program = tool.name, ...args] = [...wrapper, tool.name, ...tool.args];
    const running = execa(program, args, {
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

/** A program that is killed cannot unmount what it mounted; namespaces of its own end with it (unshare(1)). */
const OWN_NAMESPACES = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Words to put before a command line; none in containers that may not make namespaces. Throws ENOENT without the tool. */
async function isolation(name: string): Promise<readonly string[]> {
  const { execa } = await import('execa');
  await execa(name, ['--version'], { stdio: 'ignore' });
  const [program = '', ...args] = OWN_NAMESPACES;
  const tried = await execa(program, [...args, 'true'], { reject: false, stdio: 'ignore' });
  return tried.exitCode === 0 ? OWN_NAMESPACES : [];
}
