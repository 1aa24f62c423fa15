import { clientDiscover, encodeDhcp, MessageType, macToBytes, clientClassById } from '@muster/wire';
import type { BackendNetwork, BackendNode, DhcpBackend } from './backend.ts';
import { clientPacket, newXid, strangerMac } from './client-packet.ts';
import { type FirmwareFixture, firmwareFixtures } from './fixture.ts';
import { Seat } from './seat.ts';
import { type SuiteSocket, udpSocket } from './socket.ts';

const ANY = '0.0.0.0';

/** What a behaviour is looked for with. Sockets are opened when they are first used and closed together. */
export class Tools {
  readonly backend: DhcpBackend;
  readonly fixtures: readonly FirmwareFixture[];
  readonly #patience: number;
  readonly #sockets: SuiteSocket[] = [];
  readonly #seats = new Map<string, Promise<Seat>>();

  /** @param patience Milliseconds the backend has for an answer. */
  constructor(backend: DhcpBackend, { patience }: { readonly patience: number }) {
    this.backend = backend;
    this.fixtures = firmwareFixtures();
    this.#patience = patience;
  }

  /** The first network. */
  get main(): BackendNetwork {
    return this.network(Object.keys(this.backend.networks)[0] ?? '');
  }

  network(name: string): BackendNetwork {
    const network = this.backend.networks[name];
    if (network === undefined) throw new TypeError(`the backend has no network "${name}"`);
    return network;
  }

  /** The first or second node. */
  node(index: 0 | 1 = 0): BackendNode {
    const node = this.backend.nodes[index];
    if (node === undefined) throw new TypeError('a backend under test has at least two nodes');
    return node;
  }

  /** Behind the relay agent on a network, the first unless given. */
  relay(name = this.#first): Promise<Seat> {
    const { relay: address, server } = this.network(name);
    const { relay: port = 67, server: to = 67 } = this.backend.ports ?? {};
    return this.#seat(`relay ${name}`, async (socketAt) => {
      const seat = this.#made(
        (packet) => {
          socket.send(packet, { address: server, port: to });
        },
        { giaddr: address },
      );
      const socket = await socketAt({ network: name, address, port }, seat);
      return seat;
    });
  }

  /** On the wire of the first network, without an address: asks and is answered by broadcast. */
  wire(): Promise<Seat> {
    const { wire: address } = this.main;
    const { client: port = 68, server: to = 67 } = this.backend.ports ?? {};
    if (address === undefined) throw new TypeError('the backend has no wire');
    return this.#seat('wire', async (socketAt) => {
      const seat = this.#made(
        (packet) => {
          socket.send(packet, { address: '255.255.255.255', port: to });
        },
        { broadcast: true },
      );
      await socketAt({ network: this.#first, address: ANY, port }, seat);
      const socket = await socketAt({ network: this.#first, address, port }, seat);
      return seat;
    });
  }

  /** At an address of the first network, asking the backend itself on this port of it. */
  at(address: string, ports: { readonly from?: number; readonly to?: number } = {}): Promise<Seat> {
    const { client = 68, server = 67 } = this.backend.ports ?? {};
    const { from = client, to = server } = ports;
    return this.#seat(`${address}:${from} ${to}`, async (socketAt) => {
      const seat = this.#made((packet) => {
        socket.send(packet, { address: this.main.server, port: to });
      });
      const socket = await socketAt({ network: this.#first, address, port: from }, seat);
      return seat;
    });
  }

  /** For what the seat does not matter: the relay's, where answers of every kind can be heard. */
  seat(): Promise<Seat> {
    return this.backend.role === 'proxy' && this.main.wire !== undefined ? this.wire() : this.relay();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#seats.values());
    await Promise.all(this.#sockets.map((socket) => socket.close()));
  }

  get #first(): string {
    return Object.keys(this.backend.networks)[0] ?? '';
  }

  #made(send: (packet: Uint8Array) => void, facts: { giaddr?: string; broadcast?: boolean } = {}): Seat {
    return new Seat({ send, patience: this.#patience, probe: () => this.#probe(), ...facts });
  }

  /** A DISCOVER the backend answers in any case: of a node, or for a proxy of firmware. */
  #probe(): Uint8Array {
    if (this.backend.role !== 'proxy') {
      return clientPacket({ type: MessageType.DISCOVER, mac: this.node(1).mac });
    }
    const clientClass = [...this.main.bootFiles.keys()].map(clientClassById).find((known) => known !== undefined);
    if (clientClass === undefined) throw new TypeError('the backend tells no client class a boot file');
    const chaddr = macToBytes(strangerMac()) ?? new Uint8Array(6);
    return encodeDhcp(clientDiscover(clientClass, { chaddr, xid: newXid() }));
  }

  #seat(key: string, open: (socketAt: SocketAt) => Promise<Seat>): Promise<Seat> {
    const known = this.#seats.get(key) ?? open((place, seat) => this.#open(place, seat));
    this.#seats.set(key, known);
    return known;
  }

  async #open(place: Parameters<SocketAt>[0], seat: Seat): Promise<SuiteSocket> {
    const { open = udpSocket } = this.backend;
    const beside = this.backend.role === 'proxy' ? this.main.server : undefined;
    const socket = await open(place, (packet, from) => {
      // The server a proxy stands beside answers too.
      if (beside === undefined || from.address === beside) seat.receive(packet, from, place.address);
    });
    this.#sockets.push(socket);
    return socket;
  }
}

type SocketAt = (
  place: { readonly network: string; readonly address: string; readonly port: number },
  seat: Seat,
) => Promise<SuiteSocket>;
