import { imageErrors } from '../../errors/image.ts';
import type { Tool } from './run-tool.ts';

/** Characters of a tool's output that an error repeats. */
const OUTPUT = 2000;

/** Runs one program's standard output into another to their ends. Throws `IMAGE_TOOL_MISSING` or `IMAGE_TOOL_FAILED`. */
export async function runPipe(from: Tool, into: Tool): Promise<void> {
  const { execa } = await import('execa');
  const options = { env: { LC_ALL: 'C.UTF-8' }, maxBuffer: { stderr: 1_000_000 } } as const;
  const start = { ...options, stdin: 'ignore', buffer: { stdout: false } } as const;
  const first = execa(from.name, from.args, start);
  const second = execa(into.name, into.args, options);
  const ends = [first, second] as const;
  first.pipe(second).catch(() => undefined);
  const results = await Promise.allSettled(ends);
  // The one that failed by itself: the other was told by a broken pipe, or by the end of its input.
  const failed = ([1, 0] as const).flatMap((index) => {
    const result = results[index];
    return result.status === 'rejected' ? [{ tool: index === 0 ? from : into, error: result.reason as PipeError }] : [];
  });
  const missing = failed.find(({ error }) => error.code === 'ENOENT');
  if (missing !== undefined)
    throw imageErrors.toolMissing(missing.tool.name, missing.tool.doing, missing.tool.packageName);
  const [worst] = failed.sort((a, b) => Number(b.error.stderr !== '') - Number(a.error.stderr !== ''));
  if (worst === undefined) return;
  const { tool, error } = worst;
  throw imageErrors.toolFailed(tool.name, tool.doing, (error.stderr ?? '').trim().slice(-OUTPUT), error);
}

interface PipeError extends Error {
  readonly code?: string;
  readonly stderr?: string;
}
