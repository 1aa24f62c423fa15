import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type TempSite, tempSite } from '../temp-site.ts';

let site: TempSite;
beforeAll(async () => {
  site = await tempSite();
  await site.write(
    'registry/nodes.yaml',
    `nodes:
  n1: { profiles: [default], networkDevices: { default: { hwaddr: 52:54:00:00:00:01 } } }
  n2: { profiles: [default], boot: { root: ramfs }, networkDevices: { default: { hwaddr: 52:54:00:00:00:02 } } }
`,
  );
});
afterAll(() => site.remove());

async function explained(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { out } = await site.muster(['explain', ...words, '--output', 'json']);
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

describe('an explanation for programs', () => {
  it('is whole, or of one step with what it is an explanation of', async () => {
    expect(Object.keys(await explained('n1'))).toEqual(expect.arrayContaining(['node', 'findings', 'values', 'args']));
    const { out } = await site.muster(['explain', 'n1', '--as', 'bios', '--step', 'root', '--output', 'yaml']);
    expect(parse(out)).toEqual({
      node: 'n1',
      snapshot: 1,
      clientClass: 'bios',
      classFrom: 'asked',
      recognisedBy: 'mac',
      root: 'initramfs',
      stages: 'single',
    });
    const step = await explained('n1', '--step', 'system');
    expect(step.system).toMatchObject({ overlays: ['motd'] });
    expect(step).not.toHaveProperty('values');
  });

  it('of two nodes is what one gets and the other does not, step by step', async () => {
    const { first, second, differences } = await explained('n1', '--diff', 'n2');
    expect([first, second]).toMatchObject([{ node: 'n1' }, { node: 'n2' }]);
    expect(differences).toContainEqual({ step: 'root', first: { root: 'initramfs' }, second: { root: 'ramfs' } });
    const values = (differences as { step: string; first: { values: { field: string }[] } }[]).find(
      ({ step }) => step === 'values',
    );
    const fields = values?.first.values.map(({ field }) => field);
    expect(fields).toContain('networkDevices.default.hwaddr');
    expect(fields).not.toContain('image');
    expect(await explained('n1', '--diff', 'n2', '--step', 'root')).toMatchObject({ differences: [{ step: 'root' }] });
    expect((await explained('n1', '--diff', 'n1')).differences).toEqual([]);
  });
});
