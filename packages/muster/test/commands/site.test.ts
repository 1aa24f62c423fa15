import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/run.ts';
import { fakeIo } from '../fake-io.ts';
import { type TempSite, tempSite } from '../temp-site.ts';

/** A busy machine takes its time. */
const PATIENT = { timeout: 60_000 };

let site: TempSite;
beforeAll(async () => {
  site = await tempSite();
  await site.write(
    'registry/nodes.yaml',
    'nodes:\n  n1:\n    profiles: [default]\n    networkDevices: { default: { hwaddr: 52:54:00:00:00:01 } }\n',
  );
});
afterAll(() => site.remove());

describe('muster config', () => {
  it('check finds nothing wrong with a good site', async () => {
    const { code, out } = await site.muster(['config', 'check']);
    expect(code).toBe(0);
    expect(out).toContain('SITE/muster.config.yaml and the registry are in order (profiles: 1, nodes: 1)');
  });

  it('check lists every problem and ends with 1', async () => {
    await site.write('bad.yaml', 'networks:\n  a: { cidr: 10.0.0.0/22, address: 10.9.0.1, pool: x }\n');
    const { code, err } = await site.muster(['config', 'check', '--config', 'bad.yaml']);
    expect(code).toBe(1);
    expect(err.match(/^CONFIG_\w+/gm)).toEqual(['CONFIG_ADDRESS_OUTSIDE', 'CONFIG_POOL_INVALID']);
  });

  it('check looks into the registry too', async () => {
    await site.write('other/registry/a.yaml', 'nodes:\n  n1: { imge: x }\n');
    await site.write('other/muster.config.yaml', 'networks:\n  a: { cidr: 10.0.0.0/22, address: 10.0.0.1 }\n');
    const { code, err } = await site.muster(['config', 'check', '--config', 'other/muster.config.yaml']);
    expect([code, err]).toEqual([1, expect.stringMatching(/^REGISTRY_INVALID: SITE\/other\/registry\/a\.yaml:2:/)]);
  });

  it('show tells where values come from', async () => {
    const rows = (await site.muster(['config', 'show', '--origin'])).out.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['networks.cluster.cidr', '127.0.0.0/8', 'SITE/muster.config.yaml:2:14']);
    expect(rows).toContainEqual(['paths.registry', 'SITE/registry', 'default']);
    expect(rows).toContainEqual(['plugins.greet.word', 'hello', 'default of plugin greet']);
  });
});

describe('muster plugin list', () => {
  it('shows plugins in the order of their taps', async () => {
    expect((await site.muster(['plugin', 'list'])).out).toBe(
      'ORDER  NAME   VERSION  API     PROVIDES      TAPS    FROM\n1      greet  1.2.3    ^1.0.0  script:greet  assign  SITE/greet.mjs\n',
    );
  });

  it('measures the taps when asked to', async () => {
    expect((await site.muster(['plugin', 'list', '--time'])).out).toMatch(/ assign \d+\.\d\d ms /);
  });
});

describe('muster overlay', () => {
  it('lists overlays, shows their files as written, and renders them for a node', async () => {
    expect((await site.muster(['overlay', 'list'])).out).toMatch(/^motd +site +1 +SITE\/overlays\/motd$/m);
    expect((await site.muster(['overlay', 'show', 'motd'])).out).toMatch(/^\/etc\/motd +template +0644/m);
    expect((await site.muster(['overlay', 'show', 'motd', 'etc/motd'])).out).toBe('This is {{ .Id }}\n');
    expect((await site.muster(['overlay', 'render', 'n1', '/etc/motd'])).out).toBe('This is n1\n');
    expect((await site.muster(['overlay', 'render', 'n1'])).out).toMatch(/^\/etc\/motd +file +0644 .* motd$/m);
  });

  it('names the nearest overlay and file', async () => {
    expect((await site.muster(['overlay', 'show', 'mood'])).err).toContain('did you mean "motd"?');
    expect((await site.muster(['overlay', 'render', 'n1', '/etc/mot'])).err).toContain('did you mean "/etc/motd"?');
  });
});

describe('muster image', () => {
  it('imports and builds a folder, shows and deletes it', async () => {
    await mkdir(path.join(site.folder, 'tree/etc'), { recursive: true });
    await writeFile(path.join(site.folder, 'tree/etc/os-release'), 'ID=tiny\n');
    const imported = await site.muster(['image', 'import', path.join(site.folder, 'tree'), 'debian', '--no-build']);
    expect(imported).toMatchObject({ code: 0 });
    expect((await site.muster(['image', 'list'])).out).toMatch(/^debian +SITE\/tree +\S+ +no$/m);
    expect((await site.muster(['image', 'show', 'debian'])).out).toMatch(/^nodes +n1$/m);
    expect((await site.muster(['image', 'build', 'debain'])).err).toContain('did you mean "debian"?');
    const { code, err } = await site.muster(['image', 'delete', 'debian']);
    expect([code, err]).toEqual([1, expect.stringContaining('1 node will not boot without it.')]);
    expect((await site.muster(['image', 'delete', 'debian', '--yes'])).out).toBe(
      'deleted image debian; 1 node will not boot without it: n1\n',
    );
  });
});

describe('muster serve', () => {
  it('--check shows findings with their remedies', async () => {
    const { code, out } = await site.muster(['serve', '--check']);
    expect(code).toBe(0);
    expect(out).toContain('greet\n  warning  it rains (mood)\n           remedy: wait\n');
    const findings = JSON.parse((await site.muster(['serve', '--check', '--output', 'json'])).out) as {
      subjects: string[];
    }[];
    expect(findings.some(({ subjects }) => subjects.includes('n1'))).toBe(true);
  });

  it('--check goes on without a registry that cannot be read, which is an error', async () => {
    await site.write('registry/broken.yaml', 'nodes: [\n');
    const { code, out } = await site.muster(['doctor']);
    await rm(path.join(site.folder, 'registry/broken.yaml'));
    expect(code).toBe(1);
    expect(out).toMatch(/^core\n {2}error {4}SITE\/registry\/broken\.yaml:\d+:\d+: .*\(registry\)\n {11}remedy: /);
    expect(out).toContain('  warning  it rains (mood)\n');
    expect(out).toMatch(/\n1 error, 1 warning(, \d+ notes?)?\n$/);
  });

  it('tells why an overlay cannot be used instead of showing it empty', async () => {
    await site.write('overlays/broken/rootfs/a', '');
    await site.write('overlays/broken/overlay.yaml', 'nonsense: 1\n');
    const shown = await site.muster(['overlay', 'show', 'broken']);
    await rm(path.join(site.folder, 'overlays/broken'), { recursive: true });
    expect(shown).toMatchObject({ code: 1, out: '' });
    expect(shown.err).toMatch(/^OVERLAY_MANIFEST_INVALID: SITE\/overlays\/broken\/overlay\.yaml:1:1: /);
  });

  it('names overlays that would fail a boot', async () => {
    await site.write('overlays/motd/rootfs/etc/motd.ww', 'This is {{ .Id }\n');
    const { out } = await site.muster(['serve', '--check']);
    await site.write('overlays/motd/rootfs/etc/motd.ww', 'This is {{ .Id }}\n');
    expect(out).toMatch(/^ {2}warning {2}SITE\/overlays\/motd\/rootfs\/etc\/motd\.ww:1:\d+: .*n1\)$/m);
  });

  it('runs until it is told to end, and reads the site again at SIGHUP', async () => {
    const { io, done } = site.start(['serve']);
    await expect.poll(() => io.out(), PATIENT).toContain('ready; Ctrl-C stops\n');
    await site.write('registry/more.yaml', 'nodes:\n  n2: {}\n');
    await site.write('muster.config.yaml', 'networks:\n  a: { cidr: 10.0.0.0/22, address: 10.0.0.1 }\n');
    io.raise('SIGHUP');
    await expect.poll(() => io.out(), PATIENT).toContain('reloaded');
    await expect.poll(() => io.err(), PATIENT).toContain('the configuration has changed: restart to use it');
    io.raise('SIGTERM');
    expect(await done).toBe(0);
    expect(io.out()).toMatch(/SIGTERM: closing\n$/);
  });
});

describe('muster init', () => {
  it('writes nothing when it cannot tell which interface is meant', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'muster-init-'));
    const io = fakeIo({ cwd: folder });
    expect(await run(['init', '--interface', 'none0'], io)).toBe(1);
    expect(io.err()).toMatch(/^INIT_INTERFACE_UNKNOWN: no interface "none0"/);
    await rm(folder, { recursive: true });
  });
});
