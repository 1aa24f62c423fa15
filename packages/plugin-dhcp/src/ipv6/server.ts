import { DhcpEngine6, type Engine6Parts } from './engine.ts';
import { InFlight } from '../server/in-flight.ts';
import { openSockets6, type Sockets6 } from './sockets.ts';

/** The DHCPv6 server: an engine on a socket. */
export class DhcpServer6 {
  readonly #parts: Engine6Parts;
  readonly #engine: DhcpEngine6;
  readonly #inFlight = new InFlight();
  #sockets: Sockets6 | undefined;

  private constructor(parts: Engine6Parts) {
    this.#parts = parts;
    this.#engine = new DhcpEngine6(parts);
  }

  /** @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED` */
  static async start(parts: Engine6Parts, port: number): Promise<DhcpServer6> {
    const server = new DhcpServer6(parts);
    server.#sockets = await openSockets6(parts.networks, port, (packet, address, from) => {
      server.#receive(packet, address, from);
    });
    return server;
  }

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

  #receive(packet: Uint8Array, address: string, remotePort: number): void {
    const sockets = this.#sockets;
    if (sockets === undefined) return;
    if (this.#inFlight.isFull) {
      this.#engine.drop('overload', { from: address });
      return;
    }
    void this.#inFlight.run(() => this.#answer(sockets, packet, address, remotePort));
  }

  async #answer(sockets: Sockets6, packet: Uint8Array, address: string, remotePort: number): Promise<void> {
    try {
      const [remoteAddress = '', device] = address.split('%');
      const arrival = { remoteAddress, remotePort, interface: device };
      const outgoing = await this.#engine.handle(packet, arrival, sockets.interfaces);
      if (outgoing !== undefined) this.#send(outgoing);
    } catch (error) {
      this.#parts.log.error({ err: error, from: address }, 'DHCPv6 packet could not be answered');
      this.#engine.drop('failed', { from: address });
    }
  }

  #send({ packet, address, port }: { packet: Uint8Array; address: string; port: number }): void {
    this.#sockets?.send(packet, { address, port }, (error) => {
      if (error !== null) this.#parts.log.warn({ err: error, to: `${address} ${port}` }, 'DHCPv6 answer not sent');
    });
  }
}
