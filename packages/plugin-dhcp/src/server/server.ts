import type { Logger } from '@muster/core';
import { parseIPv4 } from '@muster/wire';
import { DhcpEngine, type EngineParts, type Outgoing } from '../engine/engine.ts';
import type { Arrival, DropReason } from '../engine/exchange.ts';
import type { Networks } from '../network.ts';
import type { DhcpOptions } from '../options.ts';
import { InFlight } from './in-flight.ts';
import { DhcpSockets, type OnPacket } from './sockets.ts';

/** What answers packets, without sockets. */
export interface PacketEngine {
  /** How many packets got no answer, by reason. */
  readonly dropped: ReadonlyMap<DropReason, number>;
  drop(reason: DropReason, fields: object): void;
  /** Never rejects. */
  handle(packet: Uint8Array, arrival: Arrival): Promise<readonly Outgoing[]>;
}

export interface ServerParts {
  readonly networks: Networks;
  readonly options: Pick<DhcpOptions, 'clientPort'>;
  readonly log: Logger;
}

export type PacketSockets = Pick<DhcpSockets, 'port' | 'send' | 'close'>;

/** An engine on sockets. */
export class DhcpServer {
  readonly #engine: PacketEngine;
  readonly #parts: ServerParts;
  readonly #inFlight = new InFlight();
  #sockets: PacketSockets | undefined;

  private constructor(engine: PacketEngine, parts: ServerParts) {
    this.#engine = engine;
    this.#parts = parts;
  }

  /**
   * The server that gives addresses.
   * @param port Overrides the option; 0 picks a free port, for tests.
   * @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`
   */
  static start(parts: EngineParts, port = parts.options.port): Promise<DhcpServer> {
    const open = (onPacket: OnPacket): Promise<PacketSockets> => DhcpSockets.open(parts.networks, port, onPacket);
    return DhcpServer.open(new DhcpEngine(parts), parts, open);
  }

  /** Any engine on any sockets. Throws what opening those throws. */
  static async open(
    engine: PacketEngine,
    parts: ServerParts,
    open: (onPacket: OnPacket) => Promise<PacketSockets>,
  ): Promise<DhcpServer> {
    const server = new DhcpServer(engine, parts);
    server.#sockets = await open((packet, arrival) => {
      server.#receive(packet, arrival);
    });
    return server;
  }

  /** UDP port it listens on; 0 once it is closed. */
  get port(): number {
    return this.#sockets?.port ?? 0;
  }

  /** How many packets got no answer, by reason. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#engine.dropped;
  }

  /** Resolves when nothing is worked on any longer: leases may be closed then. */
  async close(): Promise<void> {
    const sockets = this.#sockets;
    // What is still being worked out is sent to nobody.
    this.#sockets = undefined;
    await sockets?.close();
    await this.#inFlight.idle();
  }

  #receive(packet: Uint8Array, arrival: Arrival): void {
    if (this.#inFlight.isFull) {
      this.#engine.drop('overload', { from: arrival.remoteAddress });
      return;
    }
    if (this.#isOurs(arrival)) {
      this.#engine.drop('own-question', { from: arrival.remoteAddress });
      return;
    }
    void this.#inFlight.run(() => this.#answer(packet, arrival));
  }

  async #answer(packet: Uint8Array, arrival: Arrival): Promise<void> {
    try {
      for (const outgoing of await this.#engine.handle(packet, arrival)) this.#send(outgoing);
    } catch (error) {
      this.#parts.log.error({ err: error, from: arrival.remoteAddress }, 'DHCP packet could not be answered');
      this.#engine.drop('failed', { from: arrival.remoteAddress });
    }
  }

  /** `muster doctor` asks who else answers, as a client with our address: a machine without a lease has none. */
  #isOurs({ remoteAddress, remotePort }: Arrival): boolean {
    const { networks, options } = this.#parts;
    return remotePort === options.clientPort && networks.servedFrom(parseIPv4(remoteAddress) ?? 0).length > 0;
  }

  #send({ network, packet, address, port }: Outgoing): void {
    this.#sockets?.send(network, packet, { address, port }, (error) => {
      if (error === null) return;
      this.#parts.log.warn({ err: error, network: network.name, to: `${address}:${port}` }, 'DHCP answer not sent');
    });
  }
}
