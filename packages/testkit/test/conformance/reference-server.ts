import {
  BOOTREQUEST,
  BROADCAST_FLAG,
  type ClientClass,
  classifyDhcp,
  type DhcpMessage,
  decodeDhcp,
  encodeDhcp,
  formatIPv4,
  formatMac,
  MessageType,
  maxDhcpPayload,
  netmaskOf,
  OPTIONS,
  parseCidr,
  parseIPv4,
  readOption,
  replyTo,
  writeOption,
} from '@muster/wire';
import { type BackendNetwork, type DhcpBackend, type SuiteSocket, type UdpEnd, udpSocket } from '../../src/index.ts';
import { ReferenceLeases } from './reference-leases.ts';

const { ACK, DECLINE, DISCOVER, INFORM, NAK, OFFER, RELEASE, REQUEST } = MessageType;

/** The steps of the server. A broken one has another for one of them. */
export interface Steps {
  readonly decode: (packet: Uint8Array, server: ReferenceServer) => DhcpMessage | undefined;
  /** What a client's lease is kept under. */
  readonly keyOf: (request: DhcpMessage) => string;
  readonly classOf: (request: DhcpMessage) => ClientClass | undefined;
  /** Whether an address option is said. */
  readonly isAsked: (code: number, request: DhcpMessage) => boolean;
  readonly nodeAddress: (address: string) => string;
  readonly offer: (leases: ReferenceLeases, key: string, wanted: number | undefined) => number | undefined;
  readonly onUnknownLease: 'silent' | 'refuse';
  readonly forgets: readonly number[];
  /** Last changes of a reply. */
  readonly finish: (reply: DhcpMessage, request: DhcpMessage, network: BackendNetwork) => void;
  readonly destination: (to: UdpEnd) => UdpEnd;
  /** Octets of UDP payload the client takes. */
  readonly encodeLimit: (request: DhcpMessage) => number;
}

export const CORRECT: Steps = {
  decode: (packet) => {
    const decoded = decodeDhcp(packet);
    return decoded.ok ? decoded.message : undefined;
  },
  keyOf: ({ chaddr }) => formatMac(chaddr),
  classOf: classifyDhcp,
  isAsked: (code, request) => readOption(request, OPTIONS.parameterRequestList)?.includes(code) ?? true,
  nodeAddress: (address) => address,
  offer: (leases, key, wanted) => leases.offer(key, wanted),
  onUnknownLease: 'silent',
  forgets: [],
  finish: () => undefined,
  destination: (to) => to,
  encodeLimit: maxDhcpPayload,
};

interface Served extends BackendNetwork {
  readonly name: string;
  readonly leases: ReferenceLeases;
}

/** A DHCP server on loopback addresses that is right, and for its smallness nothing else. */
export class ReferenceServer {
  readonly #backend: DhcpBackend;
  readonly #steps: Steps;
  readonly #networks: readonly Served[];
  readonly #sockets = new Map<string, SuiteSocket>();

  private constructor(backend: DhcpBackend, steps: Steps) {
    this.#backend = backend;
    this.#steps = steps;
    const reserved = backend.nodes.map(({ address }) => address);
    this.#networks = Object.entries(backend.networks).map(([name, network]) => ({
      ...network,
      name,
      leases: new ReferenceLeases(network.pool, reserved),
    }));
  }

  static async start(backend: DhcpBackend, changes: Partial<Steps> = {}): Promise<ReferenceServer> {
    const server = new ReferenceServer(backend, { ...CORRECT, ...changes });
    const { server: port = 67, bootServer = 4011 } = backend.ports ?? {};
    const places = server.#networks.flatMap((network) =>
      (backend.role === 'proxy' ? [port, bootServer] : [port]).map((one) => [network, one] as const),
    );
    for (const [network, at] of places) {
      const place = { network: network.name, address: network.server, port: at };
      const socket = await udpSocket(place, (packet, from) => {
        server.#receive(packet, from, network, at);
      });
      server.#sockets.set(`${network.name} ${at}`, socket);
    }
    return server;
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const sockets = [...this.#sockets.values()];
    this.#sockets.clear();
    await Promise.all(sockets.map((socket) => socket.close()));
  }

  #receive(packet: Uint8Array, from: UdpEnd, arrived: Served, port: number): void {
    const request = this.#steps.decode(packet, this);
    if (request?.op !== BOOTREQUEST) return;
    const network = request.giaddr === 0 ? arrived : this.#networks.find(({ cidr }) => contains(cidr, request.giaddr));
    if (network === undefined) return;
    const reply = this.#answer(request, network, port);
    if (reply === undefined) return;
    for (const code of this.#steps.forgets) reply.options.delete(code);
    this.#steps.finish(reply, request, network);
    const { client = 68, relay = 67 } = this.#backend.ports ?? {};
    const away =
      request.giaddr !== 0
        ? { address: formatIPv4(request.giaddr), port: relay }
        : { address: from.address, port: client };
    const to = port === this.#backend.ports?.bootServer ? from : away;
    const encoded = encodeDhcp(reply, { maxSize: this.#steps.encodeLimit(request) });
    this.#sockets.get(`${network.name} ${port}`)?.send(encoded, this.#steps.destination(to));
  }

  #answer(request: DhcpMessage, network: Served, port: number): DhcpMessage | undefined {
    const type = readOption(request, OPTIONS.messageType);
    if (this.#backend.role === 'proxy') return this.#proxy(request, type, network, port);
    switch (type) {
      case undefined:
        return this.#bootp(request, network);
      case DISCOVER:
        return this.#offer(request, network);
      case REQUEST:
        return this.#request(request, network);
      case INFORM:
        return this.#reply(request, network, ACK, undefined);
      case RELEASE:
        this.#settle(request, network, request.ciaddr, 'released');
        return undefined;
      case DECLINE:
        this.#settle(request, network, readOption(request, OPTIONS.requestedAddress) ?? 0, 'declined');
        return undefined;
      default:
        return undefined;
    }
  }

  #proxy(request: DhcpMessage, type: number | undefined, network: Served, port: number): DhcpMessage | undefined {
    const atBootServer = port === this.#backend.ports?.bootServer;
    if (type !== (atBootServer ? REQUEST : DISCOVER)) return undefined;
    const clientClass = this.#steps.classOf(request);
    if (clientClass === undefined) return undefined;
    const reply = this.#reply(request, network, atBootServer ? ACK : OFFER, undefined);
    for (const { code } of [OPTIONS.leaseTime, OPTIONS.subnetMask]) reply.options.delete(code);
    writeOption(reply, OPTIONS.vendorClass, clientClass.vendorClass);
    return reply;
  }

  #bootp(request: DhcpMessage, network: Served): DhcpMessage | undefined {
    const address = this.#registered(request, network);
    if (address === undefined) return undefined;
    const reply = this.#reply(request, network, OFFER, address);
    for (const { code } of [OPTIONS.messageType, OPTIONS.leaseTime]) reply.options.delete(code);
    return reply;
  }

  #offer(request: DhcpMessage, network: Served): DhcpMessage | undefined {
    const fixed = this.#registered(request, network);
    if (fixed !== undefined) return this.#reply(request, network, OFFER, fixed);
    if (!this.#admits(request)) return undefined;
    const key = this.#steps.keyOf(request);
    const { leases } = network;
    const address = this.#steps.offer(leases, key, readOption(request, OPTIONS.requestedAddress));
    if (address === undefined) return undefined;
    if (leases.claims.get(address)?.state !== 'bound') leases.claims.set(address, { key, state: 'offered' });
    return this.#reply(request, network, OFFER, address);
  }

  #request(request: DhcpMessage, network: Served): DhcpMessage | undefined {
    const server = readOption(request, OPTIONS.serverIdentifier);
    if (server !== undefined && formatIPv4(server) !== network.server) return undefined;
    const address = readOption(request, OPTIONS.requestedAddress) ?? request.ciaddr;
    const key = this.#steps.keyOf(request);
    if (this.#registered(request, network) === address) return this.#reply(request, network, ACK, address);
    const { leases } = network;
    const known = leases.of(key) === address;
    if (known && leases.isFree(address, key) && this.#admits(request)) {
      leases.claims.set(address, { key, state: 'bound' });
      return this.#reply(request, network, ACK, address);
    }
    const refuses = server !== undefined || this.#backend.authoritative === true;
    if (!refuses && this.#steps.onUnknownLease === 'silent') return undefined;
    const nak = replyTo(request);
    nak.flags |= BROADCAST_FLAG;
    writeOption(nak, OPTIONS.messageType, NAK);
    writeOption(nak, OPTIONS.serverIdentifier, parseIPv4(network.server) ?? 0);
    return nak;
  }

  #settle(request: DhcpMessage, { leases }: Served, address: number, state: 'released' | 'declined'): void {
    const key = this.#steps.keyOf(request);
    if (leases.claims.get(address)?.key === key) leases.claims.set(address, { key, state });
  }

  #reply(request: DhcpMessage, network: Served, type: number, address: number | undefined): DhcpMessage {
    const reply = replyTo(request, { yiaddr: address ?? 0, ciaddr: request.ciaddr });
    writeOption(reply, OPTIONS.messageType, type);
    writeOption(reply, OPTIONS.serverIdentifier, parseIPv4(network.server) ?? 0);
    if (address !== undefined) writeOption(reply, OPTIONS.leaseTime, 3600);
    for (const [code, value] of this.#options(request, network)) {
      if (this.#steps.isAsked(code, request)) reply.options.set(code, value);
    }
    const boot = network.bootFiles.get(this.#steps.classOf(request)?.id ?? '');
    if (boot === undefined) return reply;
    reply.siaddr = parseIPv4(network.nextServer ?? network.server) ?? 0;
    reply.file = boot.file;
    writeOption(reply, OPTIONS.bootFileName, boot.file);
    writeOption(reply, OPTIONS.tftpServerName, network.nextServer ?? network.server);
    if (boot.file.startsWith('http') && this.#steps.classOf(request)?.userClass === 'none') {
      writeOption(reply, OPTIONS.vendorClass, 'HTTPClient');
    }
    for (const [code, value] of boot.options ?? []) reply.options.set(code, value);
    return reply;
  }

  #options(request: DhcpMessage, network: Served): ReadonlyMap<number, Uint8Array> {
    const { cidr, gateway, dns = [], domain } = network;
    const node = this.#backend.nodes.find(({ mac }) => mac === formatMac(request.chaddr));
    const values = new Map([[1, OPTIONS.subnetMask.type.encode(netmaskOf(parseCidr(cidr)?.prefix ?? 0))]]);
    if (gateway !== undefined) values.set(3, OPTIONS.routers.type.encode([parseIPv4(gateway) ?? 0]));
    if (dns.length > 0) values.set(6, OPTIONS.domainNameServers.type.encode(dns.map((one) => parseIPv4(one) ?? 0)));
    if (node !== undefined) values.set(12, OPTIONS.hostName.type.encode(node.name));
    if (domain !== undefined) values.set(15, OPTIONS.domainName.type.encode(domain));
    return values;
  }

  #registered(request: DhcpMessage, { cidr }: Served): number | undefined {
    const node = this.#backend.nodes.find(({ mac }) => mac === formatMac(request.chaddr));
    const address = node && parseIPv4(this.#steps.nodeAddress(node.address));
    return address !== undefined && contains(cidr, address) ? address : undefined;
  }

  #admits(request: DhcpMessage): boolean {
    return (
      this.#backend.unknown !== 'ignore' || this.#backend.nodes.some(({ mac }) => mac === formatMac(request.chaddr))
    );
  }
}

function contains(cidr: string, address: number): boolean {
  return parseCidr(cidr)?.contains(address) === true;
}
