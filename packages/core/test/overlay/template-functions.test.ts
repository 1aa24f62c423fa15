import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  renderTemplate,
  sampleKeys,
  sampleNode,
  sampleRegistry,
  sampleSite,
  temporaryFolder,
  writeFiles,
} from './sample.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

/** Renders with a configuration file in `folder`/config and image trees in `folder`/images. */
async function render(text: string): Promise<string | undefined> {
  const site = sampleSite({ file: path.join(folder, 'config/muster.config.yaml') });
  const imageRoot = (image: string): string => path.join(folder, 'images', image);
  const files = await renderTemplate(text, undefined, { snapshot: { site }, service: { imageRoot } });
  return files['/etc/t'];
}

describe('file, softlink and abort', () => {
  it('starts a file beside the template or anywhere below the root, and drops what came before the first one', async () => {
    const text = 'dropped\n{{- file "one"}}\n1\n{{file "sub/../two"}}2{{file "/opt/three"}}\n3\n';
    expect(await renderTemplate(text)).toEqual({ '/etc/one': '1\n', '/etc/two': '2', '/opt/three': '3\n' });
  });

  it('keeps only one line end away from a file, and none without file', async () => {
    expect(await renderTemplate('{{file "a"}}\n\nx')).toEqual({ '/etc/a': '\nx' });
    expect(await renderTemplate('\n{{nobackup}}x')).toEqual({ '/etc/t': '\nx' });
  });

  it('makes the current output a link, the default one too when files follow', async () => {
    expect(await renderTemplate('text{{softlink "/a"}}')).toEqual({ '/etc/t': '→ /a' });
    expect(await renderTemplate('{{softlink "/a"}}{{file "b"}}B{{file "c"}}{{softlink "d"}}')).toEqual({
      '/etc/t': '→ /a',
      '/etc/b': 'B',
      '/etc/c': '→ d',
    });
  });

  it('writes nothing at all after abort', async () => {
    expect(await renderTemplate('{{file "a"}}A{{abort}}{{.Nope}}')).toEqual({});
  });

  it.each(['{{file ".."}}', '{{file "/"}}', '{{file "a/"}}', '{{file "/../etc/x"}}', '{{file "a/../../../x"}}'])(
    'refuses %s',
    async (text) => {
      await expect(renderTemplate(text)).rejects.toMatchObject({ code: 'OVERLAY_TEMPLATE_FAILED' });
    },
  );

  it('takes a name with glob characters as it is', async () => {
    expect(await renderTemplate('{{file "a[1]*?"}}x')).toEqual({ '/etc/a[1]*?': 'x' });
  });
});

describe('Include and IncludeBlock', () => {
  beforeEach(() =>
    writeFiles(path.join(folder, 'config'), { 'sub/a': 'line 1\nline 2\n\n', inside: 'x', '../secret': 'secret' }),
  );

  it('reads files of the configuration folder without the last line end, and nothing where there is none', async () => {
    expect(await render('{{Include "sub/a"}}|{{Include "missing"}}|')).toBe('line 1\nline 2\n||');
    expect(await render(`{{Include "${path.join(folder, 'config/inside')}"}}`)).toBe('x');
  });

  it('refuses files outside, also through a link', async () => {
    await symlink('../secret', path.join(folder, 'config/link'));
    await expect(render('{{Include "../secret"}}')).rejects.toThrow(
      /"\.\.\/secret" lies outside the configuration folder/,
    );
    await expect(render('{{Include "/etc/passwd"}}')).rejects.toThrow(/lies outside/);
    await expect(render('{{Include "link"}}')).rejects.toThrow(/lies outside/);
    await expect(render('{{IncludeBlock "link" "x"}}')).rejects.toThrow(/lies outside/);
  });

  it('gives the lines before the first one with the marker, then the marker', async () => {
    expect(await render('{{IncludeBlock "sub/a" "2"}}')).toBe('line 1\n2');
    expect(await render('{{IncludeBlock "sub/a" "never"}}')).toBe('line 1\nline 2\n\nnever');
    expect(await render('{{IncludeBlock "missing" "marker"}}')).toBe('marker');
  });
});

describe('IncludeFrom', () => {
  it('reads a file of an image, with links resolved inside the image', async () => {
    await writeFiles(path.join(folder, 'images/debian'), { 'usr/lib/os-release': 'ID=debian\n', 'etc/x': 'x' });
    await writeFiles(folder, { 'images/secret': 'secret' });
    await symlink('/usr/lib/os-release', path.join(folder, 'images/debian/etc/os-release'));
    await symlink('../../../secret', path.join(folder, 'images/debian/etc/escape'));
    await symlink('loop', path.join(folder, 'images/debian/etc/loop'));
    expect(await render('{{IncludeFrom .ImageName "/etc/os-release"}}')).toBe('ID=debian');
    expect(await render('{{IncludeFrom "debian" "../../secret"}}|{{IncludeFrom "debian" "etc/escape"}}')).toBe('|');
    expect(
      await render('{{IncludeFrom "debian" "etc/loop"}}{{IncludeFrom "debian" "etc"}}{{IncludeFrom "" "x"}}'),
    ).toBe('');
    expect(await render('{{IncludeFrom "debian" "etc/x/y"}}')).toBe('');
  });
});

describe('links of this machine', () => {
  it('are resolved wholly by readlink and ImportLink', async () => {
    await writeFiles(folder, { zone: '' });
    await symlink('zone', path.join(folder, 'second'));
    await symlink('second', path.join(folder, 'first'));
    expect(await render(`{{readlink "${folder}/first"}}`)).toBe(path.join(folder, 'zone'));
    expect(await render(`{{ImportLink "${folder}/first"}}`)).toBe(`→ ${folder}/zone`);
  });
});

describe('text functions', () => {
  it.each([
    ['{{basename "/a/b"}} {{basename "/"}} {{basename ""}}', 'b / .'],
    ['{{inc 1}} {{dec 1}}', '2 0'],
    ['{{SystemdEscape "foo-/.b ä"}}', 'foo\\x2d-.b\\x20\\xc3\\xa4'],
    ['{{SystemdEscape ".x"}}', '\\x2ex'],
    ['{{SystemdEscapePath "//a//b c/"}} {{SystemdEscapePath "/"}}', 'a-b\\x20c -'],
    ['{{UniqueField ":" 0 "root:1\\nbin:2\\nroot:3\\n\\n\\n"}}', 'root:1\nbin:2\n\n\n'],
    ['{{UniqueField ":" 1 "a:1\\nb\\nc:1\\nd"}}', 'a:1\nb\nd'],
    ['{{IgnitionJson}}', ''],
    ['{{upper "sprig"}} {{.Tags.none | default "d"}}', 'SPRIG d'],
  ])('%s', async (text, expected) => {
    expect(await render(text)).toBe(expected);
  });
});

describe('keys', () => {
  const keys = sampleKeys({ n1: [{ type: 'ed25519', privateKey: 'PRIVATE\n', publicKey: 'PUBLIC\n' }] });

  it('are given by type, and nil where the node has none', async () => {
    const text =
      '{{range HostKeys}}{{.Type}} {{end}}{{(HostKey "ed25519").Private}}{{with HostKey "rsa"}}rsa{{else}}none{{end}}';
    expect(await renderTemplate(text, undefined, { service: { keys } })).toEqual({ '/etc/t': 'ed25519 PRIVATE\nnone' });
    expect(await renderTemplate(text.replace('(HostKey "ed25519").Private', '""'))).toEqual({ '/etc/t': 'none' });
  });

  it("are authorized by the site's file", async () => {
    await writeFiles(path.join(folder, 'config'), { authorized_keys: 'ssh-ed25519 AAAA anna\n' });
    expect(await render('{{AuthorizedKeys}}')).toBe('ssh-ed25519 AAAA anna\n');
  });
});

describe('HostLines', () => {
  it('names every address of every node', async () => {
    const device = (address: string | undefined) => ({ ...(address === undefined ? {} : { address }), tags: {} });
    const n2 = sampleNode({
      name: 'n2',
      networkDevices: { a: device('10.0.0.6/22'), b: device('10.1.0.6'), c: device(undefined) },
    });
    const registry = sampleRegistry([sampleNode(), n2, sampleNode({ name: 'n3', networkDevices: {} })]);
    expect(await renderTemplate('{{HostLines}}', undefined, { snapshot: { registry } })).toEqual({
      '/etc/t': '10.0.0.5 n1 n1-default\n10.0.0.6 n2 n2-a\n10.1.0.6 n2-b\n',
    });
  });
});
