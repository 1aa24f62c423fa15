import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSite } from '../../src/config/index.ts';

const HEAD = 'networks:\n  cluster: { cidr: 10.0.0.0/22, address: 10.0.0.1 }\ndiscovery:\n';

describe('the section discovery of a configuration', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'muster-config-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const load = async (lines: string) => {
    const file = path.join(folder, 'muster.config.yaml');
    await writeFile(file, HEAD + lines);
    return (await loadSite({ config: file, cwd: folder })).site.discovery;
  };

  it('takes on, off and ask as they are written', async () => {
    const rule = '    - { network: cluster, vendor: "3c:ec:ef", policy: off, nodes: "n[01-40],@profile:gpu" }\n';
    expect(await load(`  policy: on\n  rules:\n${rule}`)).toEqual({
      policy: 'on',
      rules: [{ network: 'cluster', vendor: '3c:ec:ef', policy: 'off', nodes: 'n[01-40],@profile:gpu' }],
    });
  });

  it.each([
    ['  policy: maybe\n', /:4:3: discovery\.policy: is "maybe", must be/],
    [
      '  rules:\n    - { network: clutser, policy: on }\n',
      /:5:9: discovery\.rules\[0\]\.network.*did you mean "cluster"/,
    ],
    ['  rules:\n    - { policy: on }\n', /:5:7: discovery\.rules\[0\].*fits every machine/],
    ['  rules:\n    - { vendor: Dell* }\n', /:5:7: discovery\.rules\[0\].*does nothing/],
    ['  rules:\n    - vendor: Dell*\n      nodes: "n[1-"\n', /:6:7: discovery\.rules\[0\]\.nodes/],
    [
      '  rules:\n    - vendor: Dell*\n      nodes: "@state:up"\n',
      /:6:7: .*may select by all, image, profile, cluster, tag/,
    ],
  ])('names the place of what is wrong: %s', async (lines, message) => {
    await expect(load(lines)).rejects.toThrow(message);
  });
});
