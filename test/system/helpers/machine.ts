import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Client, Network } from '../../lab/index.ts';
import type { Udhcpc } from './dhcp-clients.ts';

/** What curl was given. Nothing thrown: an attacker takes any answer. */
export interface Fetched {
  /** 0 when there was no answer (over TFTP: always). */
  readonly status: number;
  readonly body: Buffer;
}

/** A machine that boots, or does something else, by curl. */
export interface Machine {
  readonly client: Client;
  /** Does DHCP as BIOS firmware; the address it got. */
  powerOn(): Promise<string>;
  /** `target` is a path on the server, or a whole URL. */
  fetch(target: string, ...args: string[]): Promise<Fetched>;
  /** Its iPXE script. */
  script(mac?: string, ...args: string[]): Promise<string>;
}

let count = 0;

/** Plugs a machine in. An `address` is its own without DHCP. */
export async function machine(
  network: Network,
  dhcp: Udhcpc,
  facts: { readonly name: string; readonly mac?: string; readonly address?: string },
): Promise<Machine> {
  const { name, mac, address } = facts;
  const client = await network.addClient(name, { mac, address: address === undefined ? undefined : `${address}/24` });
  const server = `http://${network.address}:9873`;
  const fetch: Machine['fetch'] = async (target, ...args) => {
    const file = join(tmpdir(), `muster-fetched-${process.pid}-${count++}`);
    const url = target.startsWith('/') ? `${server}${target}` : target;
    const fixed = ['--silent', '--globoff', '--path-as-is', '--max-time', '20', '--write-out', '%{http_code}'];
    const { stdout } = await client.exec('curl', [...fixed, '--output', file, ...args, url], { reject: false });
    const body = await readFile(file).catch(() => Buffer.alloc(0));
    await rm(file, { force: true });
    return { status: Number(stdout.trim()), body };
  };
  return {
    client,
    fetch,
    powerOn: async () => {
      const pose = ['-V', 'PXEClient:Arch:00000:UNDI:002001', '-x', '0x5d:0000'];
      const told = await dhcp.once(client, pose);
      if (told?.ip === undefined) throw new Error(`${name} got no address`);
      return told.ip;
    },
    script: async (of = client.mac, ...args) => (await fetch(`/ipxe/${of}`, ...args)).body.toString('utf8'),
  };
}

/** The boot token in a script or configuration; undefined when it carries none. */
export function tokenIn(script: string): string | undefined {
  return /[?&]token=([\w-]+)/.exec(script)?.[1];
}

/** The content as it is, and out of its gzip. */
export function plain(body: Buffer): string {
  try {
    return `${body.toString('latin1')}${gunzipSync(body).toString('latin1')}`;
  } catch {
    return body.toString('latin1');
  }
}
