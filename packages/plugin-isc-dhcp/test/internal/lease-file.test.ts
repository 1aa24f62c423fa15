import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareLeaseFile } from '../../src/internal/lease-file.ts';

const LEASE = 'lease 10.0.1.1 {\n  starts 5 2026/11/27 04:00:00;\n  binding state active;\n}\n';
/** As dhcpd 4.4.3 writes what OMAPI told it. */
const HOSTS = `host n01-default {
  dynamic;
  hardware ethernet 52:54:00:00:00:01;
  fixed-address 10.0.0.11;
        supersede host-name = "n01";
        if exists user-class {
          supersede server.filename = "x";
        }
}
host n02-default {
  dynamic;
  deleted;
}
`;

describe('the lease file before a start', () => {
  it('loses the hosts of OMAPI and keeps the leases', async () => {
    const file = await leaseFile();
    await writeFile(file, `authoring-byte-order little-endian;\n\n${HOSTS}${LEASE}${HOSTS}`);
    await prepareLeaseFile(file);
    expect(await readFile(file, 'utf8')).toBe(`authoring-byte-order little-endian;\n\n${LEASE}`);
  });

  it('is made when there is none', async () => {
    const file = await leaseFile();
    await prepareLeaseFile(file);
    expect(await readFile(file, 'utf8')).toBe('');
  });

  it('stops the start when it cannot be read: dhcpd would give addresses twice', async () => {
    const file = await leaseFile();
    await expect(prepareLeaseFile(path.dirname(file))).rejects.toThrow('EISDIR');
  });
});

async function leaseFile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'muster-leases-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, 'dhcpd.leases');
}
