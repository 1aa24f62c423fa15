import { describe, expect, it } from 'vitest';
import { checkOverlays } from '../../src/operations/check-overlays.ts';
import { createOverlayService } from '../../src/overlay/index.ts';
import { sampleKeys, sampleNode, sampleSnapshot, temporaryFolder, writeFiles } from '../overlay/sample.ts';

async function check(files: Readonly<Record<string, string>>, nodes = [sampleNode()]) {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  const service = createOverlayService({ dirs: [{ origin: 'site', folder }], keys: sampleKeys(), home: folder });
  const reports = await checkOverlays(service, sampleSnapshot(nodes, { overlays: await service.scan() }));
  return reports.map(({ subject, result }) => `${subject} ${result.level} ${result.sentence.replace(folder, '')}`);
}

describe('checking overlays before anything boots', () => {
  it('has nothing to say of overlays that render', async () => {
    expect(await check({ 'o/rootfs/etc/motd.ww': 'This is {{ .Id }}\n' })).toEqual([]);
  });

  it('names overlays that do not exist, for every node that lists them', async () => {
    const nodes = [sampleNode({ systemOverlays: ['hots'] }), sampleNode({ name: 'n2', runtimeOverlays: ['hots'] })];
    expect(await check({ 'o/rootfs/a': '', 'hosts/rootfs/a': '' }, nodes)).toEqual([
      'n1 warning there is no overlay "hots"; did you mean "hosts"?',
      'n2 warning there is no overlay "hots"; did you mean "hosts"?',
    ]);
  });

  it('names file, line and column of a template that fails, once for nodes with the same overlays', async () => {
    const nodes = [sampleNode(), sampleNode({ name: 'n2' })];
    expect(await check({ 'o/rootfs/etc/motd.ww': 'This is\n{{ fail "bad" }}\n' }, nodes)).toEqual([
      expect.stringMatching(/^n1 warning \/o\/rootfs\/etc\/motd\.ww:2:4: template of overlay "o" failed for node "n1"/),
    ]);
  });

  it('tells why an overlay cannot be used', async () => {
    expect(await check({ 'o/overlay.yaml': 'nonsense: 1\n', 'o/rootfs/a': '' })).toEqual([
      expect.stringMatching(/^n1 warning \/o\/overlay\.yaml:1:1: .*"nonsense" is not known here/),
    ]);
  });
});
