import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../src/agent/manifest.ts';
import { packMembers } from '../../src/agent/members.ts';
import { renderFiles } from '../overlay/sample.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const LARGE = 'a large file '.repeat(10_000);

const FILES = {
  'o/overlay.yaml':
    'files:\n  "/etc/app.conf": { mode: "0640", gid: 7, backup: true, run: "systemctl reload app" }\n  "/etc/one *": { run: "true" }\n',
  'o/rootfs/etc/app.conf': 'x\n',
  'o/rootfs/etc/large': LARGE,
  'o/rootfs/etc/one two': '',
  'o/rootfs/etc/link.ww': '{{softlink "/some where"}}',
  'o/rootfs/etc/node.ww': '{{.Id}}\n',
};

describe('the manifest of rendered overlays', () => {
  it('has a line for every entry, in path order', async () => {
    const { text, etag } = manifestOf(await renderFiles(FILES));
    expect(text).toBe(
      [
        'muster-agent 1',
        'dir 0755 0 0 - - - /etc',
        `file 0640 0 7 ${sha('x\n')} backup systemctl\\0040reload\\0040app /etc/app.conf`,
        `file 0644 0 0 ${sha(LARGE)} - - /etc/large`,
        'link 0777 0 0 /some\\0040where - - /etc/link',
        `file 0644 0 0 ${sha('n1\n')} - - /etc/node`,
        `file 0644 0 0 ${sha('')} - true /etc/one\\0040two`,
        '',
      ].join('\n'),
    );
    expect(etag).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has the same etag for the same content, and another for another', async () => {
    const etag = async (files: Record<string, string>): Promise<string> => manifestOf(await renderFiles(files)).etag;
    expect(await etag(FILES)).toBe(await etag(FILES));
    expect(await etag({ ...FILES, 'o/rootfs/etc/app.conf': 'y\n' })).not.toBe(await etag(FILES));
    expect(await etag({ ...FILES, 'o/overlay.yaml': '' })).not.toBe(await etag(FILES));
  });

  it.each([['cpio'], ['tar']] as const)('names files that come in an archive for %s, each once', async (format) => {
    const rendered = await renderFiles({ ...FILES, 'o/rootfs/etc/again': LARGE });
    const wanted = new Set([sha('x\n'), sha(LARGE), sha(''), sha('not there')]);
    const { archive, count } = packMembers(rendered, wanted, format);
    expect(count).toBe(3);
    const folder = mkdtempSync(path.join(tmpdir(), 'muster-members-'));
    try {
      const args = format === 'cpio' ? ['-i', '--quiet'] : ['-xf', '-'];
      execFileSync(format, args, { cwd: folder, input: gunzipSync(archive) });
      const found = readdirSync(folder);
      expect(found.sort()).toEqual([sha('x\n'), sha(LARGE), sha('')].sort());
      for (const name of found) expect(sha(readFileSync(path.join(folder, name), 'utf8'))).toBe(name);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives nothing but what the overlays hold', async () => {
    const { archive, count } = packMembers(await renderFiles(FILES), new Set([sha('not there')]), 'tar');
    expect(count).toBe(0);
    expect(gunzipSync(archive).every((octet) => octet === 0)).toBe(true);
  });
});
