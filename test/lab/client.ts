import { LabError } from './lab-error.ts';
import { labMac } from './mac.ts';
import { type Namespace, openNamespace } from './namespace.ts';
import type { ExecOptions, ExecResult, LabProcess, SpawnOptions } from './process.ts';

export interface ClientOptions {
  readonly mac?: string | undefined;
  /** A fixed address with its prefix length (`10.77.0.9/24`); none unless given: the client is to ask for one. */
  readonly address?: string | undefined;
}

/** A machine without QEMU: a namespace with one interface, `eth0`, which is up. */
export interface Client {
  readonly name: string;
  readonly mac: string;
  readonly interface: 'eth0';
  readonly namespace: Namespace;
  /** `/etc/resolv.conf` in here is the client's own; dhclient and udhcpc may write it. */
  exec(command: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  spawn(command: string, args: readonly string[], options?: SpawnOptions): LabProcess;
  /** Happens by itself when the network closes. */
  close(): Promise<void>;
}

interface Place {
  readonly namespace: Namespace;
  readonly bridge: string;
  readonly network: string;
  readonly name: string;
}

/** @throws {LabError} `LAB_BAD_NAME`, `LAB_COMMAND_FAILED` */
export async function addClient(place: Place, options: ClientOptions = {}): Promise<Client> {
  if (!/^[a-z0-9-]{1,12}$/.test(place.name)) {
    throw new LabError(
      'LAB_BAD_NAME',
      `"${place.name}" cannot name a client.`,
      'Use at most 12 of a-z, 0-9 and dashes.',
    );
  }
  const mac = options.mac ?? labMac();
  const namespace = await openNamespace(`${place.namespace.name}-${place.network}-${place.name}`);
  place.namespace.onClose(() => namespace.close());
  const port = `v-${place.name}`;
  const peer = ['peer', 'name', 'eth0', 'address', mac, 'netns', namespace.name];
  await place.namespace.exec('ip', ['link', 'add', port, 'type', 'veth', ...peer]);
  await place.namespace.exec('ip', ['link', 'set', port, 'master', place.bridge, 'up']);
  if (options.address !== undefined) await namespace.exec('ip', ['address', 'add', options.address, 'dev', 'eth0']);
  await namespace.exec('ip', ['link', 'set', 'eth0', 'up']);
  return {
    name: place.name,
    mac,
    interface: 'eth0',
    namespace,
    exec: (command, args, execOptions) => namespace.exec(command, args, execOptions),
    spawn: (command, args, spawnOptions) => namespace.spawn(command, args, spawnOptions),
    close: () => namespace.close(),
  };
}
