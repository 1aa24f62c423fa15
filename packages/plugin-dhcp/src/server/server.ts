import { parseIPv4 } from '@muster/wire';
import { DhcpEngine, type EngineParts, type Outgoing } from '../engine/engine.ts';
import type { Arrival } from '../engine/exchange.ts';
import { DhcpSockets } from './sockets.ts';

/** Packets worked on at the same time; beyond that the newest is dropped and its client asks again. */
const MAX_IN_FLIGHT = 10_000;

/** The DHCP server: an engine on sockets. */
export class DhcpServer {
  readonly #parts: EngineParts;
  readonly #engine: DhcpEngine;
  #sockets: DhcpSockets | undefined;
  #inFlight = 0;

  private constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#engine = new DhcpEngine(parts);
  }

  /**
   * @param port Overrides the option; 0 picks a free port, for tests.
   * @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`
   */
  static async start(parts: EngineParts, port = parts.options.port): Promise<DhcpServer> {
    const server = new DhcpServer(parts);
    server.#sockets = await DhcpSockets.open(parts.networks, port, (packet, arrival) => {
      void server.#receive(packet, arrival);
    });
    return server;
  }

  get port(): number {
    return this.#sockets?.port ?? this.#parts.options.port;
  }

  /** How many packets got no answer, by reason. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#engine.dropped;
  }

  async close(): Promise<void> {
    await this.#sockets?.close();
    this.#sockets = undefined;
  }

  async #receive(packet: Uint8Array, arrival: Arrival): Promise<void> {
    if (this.#inFlight >= MAX_IN_FLIGHT) {
      this.#engine.drop('overload', { from: arrival.remoteAddress });
      return;
    }
    if (this.#isOurs(arrival)) {
      this.#engine.drop('own-question', { from: arrival.remoteAddress });
      return;
    }
    this.#inFlight += 1;
    try {
      for (const outgoing of await this.#engine.handle(packet, arrival)) this.#send(outgoing);
    } finally {
      this.#inFlight -= 1;
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
