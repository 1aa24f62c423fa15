import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAuthorizedKeys } from '../../src/keystore/index.ts';

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-authorized-'));
  home = path.join(folder, 'home');
  await mkdir(path.join(home, '.ssh'), { recursive: true });
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('readAuthorizedKeys', () => {
  it('takes the public keys of the home in name order, without certificates', async () => {
    await writeFile(path.join(home, '.ssh/id_rsa.pub'), 'ssh-rsa BBBB root@head');
    await writeFile(path.join(home, '.ssh/id_ed25519.pub'), 'ssh-ed25519 AAAA root@head\n\n');
    await writeFile(path.join(home, '.ssh/id_ed25519-cert.pub'), 'ssh-ed25519-cert-v01@openssh.com CCCC\n');
    await writeFile(path.join(home, '.ssh/id_ed25519'), 'secret');
    expect(readAuthorizedKeys({ configFolder: folder, home })).toBe(
      'ssh-ed25519 AAAA root@head\nssh-rsa BBBB root@head\n',
    );
  });

  it("lets the site's own file decide alone, also when it is empty", async () => {
    await writeFile(path.join(home, '.ssh/id_ed25519.pub'), 'ssh-ed25519 AAAA root@head\n');
    await writeFile(path.join(folder, 'authorized_keys'), '# admins\nssh-ed25519 DDDD anna\n');
    expect(readAuthorizedKeys({ configFolder: folder, home })).toBe('# admins\nssh-ed25519 DDDD anna\n');
    await writeFile(path.join(folder, 'authorized_keys'), '\n');
    expect(readAuthorizedKeys({ configFolder: folder, home })).toBe('');
  });

  it('is empty where nobody has a key', () => {
    expect(readAuthorizedKeys({ configFolder: undefined, home: path.join(folder, 'nowhere') })).toBe('');
  });
});
