import { describe, expect, it } from 'vitest';
import { runTool } from '../../src/image/import/run-tool.ts';

const base = { doing: 'testing', packageName: 'some-package' };

describe('a tool', () => {
  it('that is not installed is named with its package, isolated or not', async () => {
    for (const isolated of [false, true]) {
      await expect(runTool({ ...base, name: 'no-such-program', args: [], isolated })).rejects.toMatchObject({
        code: 'IMAGE_TOOL_MISSING',
        remedy: 'install it: apt install some-package',
      });
    }
  });

  it('that fails is quoted with the end of its output', async () => {
    const script = 'for n in $(seq 100); do echo line $n; done; echo why >&2; exit 3';
    await expect(runTool({ ...base, name: 'sh', args: ['-c', script] })).rejects.toMatchObject({
      code: 'IMAGE_TOOL_FAILED',
      sentence: expect.stringMatching(/^sh failed while testing:\nline 8\d\n[\s\S]*line 100\nwhy$/) as string,
    });
  });

  it('gets its input, and every line it writes is told', async () => {
    const lines: string[] = [];
    await runTool({ ...base, name: 'cat', args: [], input: 'one\ntwo\n', onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['one', 'two']);
  });

  it('runs isolated with the same words and result', async () => {
    const lines: string[] = [];
    await runTool({ ...base, name: 'tar', args: ['--version'], isolated: true, onLine: (line) => lines.push(line) });
    expect(lines[0]).toContain('tar');
  });
});
