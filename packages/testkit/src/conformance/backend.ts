import type { BootFile } from '@muster/core';
import type { OpenSocket } from './socket.ts';

/** A network a DHCP backend under test serves. Addresses are texts in digits. */
export interface BackendNetwork {
  readonly cidr: string;
  /** Address of the backend there: option 54, and where relay agents and renewing clients send to. */
  readonly server: string;
  /** What boot files are fetched from by TFTP (siaddr); `server` unless given. */
  readonly nextServer?: string;
  /** An address of this network that sockets can have: the suite is a relay agent there. */
  readonly relay: string;
  /** An address of this network on a wire the backend hears broadcasts of; without it nothing is asked by broadcast. */
  readonly wire?: string;
  /** `FIRST-LAST`, what machines that are not registered get; at least 64 addresses. */
  readonly pool?: string;
  readonly gateway?: string;
  readonly dns?: readonly string[];
  readonly domain?: string;
  readonly mtu?: number;
  /** By id of the client class, what it is told to fetch on this network; a class that is not here is told nothing. */
  readonly bootFiles: ReadonlyMap<string, BootFile>;
}

/** A machine the backend was told of. */
export interface BackendNode {
  /** Option 12. */
  readonly name: string;
  readonly mac: string;
  /** Outside of the pool. Sockets have to be able to have it: the suite renews from there. */
  readonly address: string;
}

/** A DHCP backend that runs, and what it was told before. */
export interface DhcpBackend {
  /** By name. Most is asked on the first. */
  readonly networks: Readonly<Record<string, BackendNetwork>>;
  /** At least two, with addresses on the first network. */
  readonly nodes: readonly BackendNode[];
  /** `server` gives addresses; `proxy` only boot files, beside another server (PXE 2.1 §2.2.3). `server` unless given. */
  readonly role?: 'server' | 'proxy';
  /** It refuses what it knows nothing of. False unless given. */
  readonly authoritative?: boolean;
  /** Machines that are not registered get an address of the pool, or no answer. `pool` unless given. */
  readonly unknown?: 'pool' | 'ignore';
  /** Where it listens and answers to; 67, 68, 67 and 4011 unless given. */
  readonly ports?: {
    readonly server?: number;
    readonly client?: number;
    readonly relay?: number;
    readonly bootServer?: number;
  };
  /** Opens the suite's sockets; `udpSocket`, on this machine, unless given. */
  readonly open?: OpenSocket;
}
