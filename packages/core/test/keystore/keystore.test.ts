import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeystore } from '../../src/keystore/index.ts';

let state: string;
beforeEach(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'muster-keys-'));
});
afterEach(async () => {
  await rm(state, { recursive: true, force: true });
});

const fileOf = (node: string, name: string): string => path.join(state, 'keys/nodes', node, name);
const keygen = (...args: string[]): string => execFileSync('ssh-keygen', args, { encoding: 'utf8' });
const words = (line: string): string => line.trim().split(' ').slice(0, 2).join(' ');

describe('createKeystore', () => {
  it.each(['ed25519', 'ecdsa'])(
    'makes an %s key whose public part ssh-keygen derives from the private one',
    async (type) => {
      const keys = createKeystore(state);
      await keys.ensure(['n1']);
      const file = fileOf('n1', `ssh_host_${type}_key`);
      const stored = keys.hostKeys('n1').find((key) => key.type === type);
      expect(stored?.publicKey).toMatch(/ root@n1\n$/);
      expect(words(keygen('-y', '-f', file))).toBe(words(stored?.publicKey ?? ''));
      expect(keygen('-l', '-f', file)).toBe(keygen('-l', '-f', `${file}.pub`));
      expect(keygen('-l', '-f', file)).toMatch(/^256 SHA256:\S+ root@n1 \((ED25519|ECDSA)\)\n$/);
    },
  );

  it('makes keys that are valid every time, also where numbers start with zero or a high bit', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
    const keys = createKeystore(state);
    await keys.ensure(names);
    for (const name of names) {
      for (const key of keys.hostKeys(name)) {
        expect(words(keygen('-y', '-f', fileOf(name, `ssh_host_${key.type}_key`)))).toBe(words(key.publicKey));
      }
    }
  });

  it('keeps folders 0700 and files 0600, and leaves no temporary files', async () => {
    await createKeystore(state).ensure(['n1']);
    for (const folder of ['keys', 'keys/nodes', 'keys/nodes/n1']) {
      expect((await stat(path.join(state, folder))).mode & 0o777).toBe(0o700);
    }
    const names = (await readdir(fileOf('n1', ''))).sort();
    expect(names).toEqual([
      'ssh_host_ecdsa_key',
      'ssh_host_ecdsa_key.pub',
      'ssh_host_ed25519_key',
      'ssh_host_ed25519_key.pub',
    ]);
    for (const name of names) expect((await stat(fileOf('n1', name))).mode & 0o777).toBe(0o600);
  });

  it('names the nodes that got keys, and gives nobody a second one', async () => {
    expect(await createKeystore(state).ensure(['n2', 'n1', 'n2'])).toEqual(['n2', 'n1']);
    const again = createKeystore(state);
    const before = again.hostKeys('n1');
    expect(await again.ensure(['n1', 'n2', 'n3'])).toEqual(['n3']);
    expect(again.hostKeys('n1')).toEqual(before);
  });

  it('agrees on one key when several processes make it at once', async () => {
    const stores = Array.from({ length: 6 }, () => createKeystore(state));
    const made = await Promise.all(stores.map((store) => store.ensure(['n1'])));
    expect(made.flat().length).toBeGreaterThan(0);
    for (const type of ['ed25519', 'ecdsa']) {
      const key = stores[0]?.hostKeys('n1').find((candidate) => candidate.type === type);
      expect(words(keygen('-y', '-f', fileOf('n1', `ssh_host_${type}_key`)))).toBe(words(key?.publicKey ?? ''));
    }
  });

  it('replaces a private key that a crash left empty', async () => {
    await createKeystore(state).ensure(['n1']);
    await writeFile(fileOf('n1', 'ssh_host_ed25519_key'), '');
    const keys = createKeystore(state);
    expect(keys.hostKeys('n1').map((key) => key.type)).toEqual(['ecdsa']);
    expect(await keys.ensure(['n1'])).toEqual(['n1']);
    expect(keys.hostKeys('n1').map((key) => key.type)).toEqual(['ed25519', 'ecdsa']);
  });

  it('shows keys that another process changed', async () => {
    const keys = createKeystore(state);
    await keys.ensure(['n1']);
    const past = new Date(Date.now() - 60_000);
    await utimes(fileOf('n1', ''), past, past);
    const first = keys.hostKeys('n1');
    expect(keys.hostKeys('n1')).toBe(first);
    const other = createKeystore(state);
    await other.remove('n1');
    expect(keys.hostKeys('n1')).toEqual([]);
    expect(await keys.ensure(['n1'])).toEqual(['n1']);
    expect(keys.hostKeys('n1')).toHaveLength(2);
    expect(keys.hostKeys('n1')).not.toEqual(first);
  });

  it('makes keys again after remove', async () => {
    const keys = createKeystore(state);
    await keys.ensure(['n1']);
    await keys.remove('n1');
    expect(keys.hostKeys('n1')).toEqual([]);
    expect(await keys.ensure(['n1'])).toEqual(['n1']);
  });

  it.each(['../n1', '', '.', 'a/b', '-n1'])('refuses %j as a node name', async (name) => {
    const keys = createKeystore(state);
    await expect(keys.ensure([name])).rejects.toMatchObject({ code: 'KEYSTORE_NODE_NAME_INVALID' });
    expect(() => keys.hostKeys(name)).toThrow(/is not a node name/);
    await expect(keys.remove(name)).rejects.toMatchObject({ code: 'KEYSTORE_NODE_NAME_INVALID' });
  });

  it('says so when the state directory cannot be written', async () => {
    await writeFile(path.join(state, 'keys'), 'a file in the way');
    await expect(createKeystore(state).ensure(['n1'])).rejects.toMatchObject({ code: 'KEYSTORE_WRITE_FAILED' });
  });
});
