import {
  BROADCAST_FLAG,
  clientClassById,
  formatMac,
  MessageType,
  OPTIONS,
  readOption,
  writeOption,
} from '@muster/wire';
import type { DhcpBackend } from '../../src/index.ts';
import { CORRECT, type Steps } from './reference-server.ts';

/** A server with one thing wrong. */
export interface Broken {
  readonly steps: Partial<Steps>;
  /** The behaviour that is there to find it. */
  readonly at: string;
  /** Others that may notice it too. */
  readonly also?: RegExp;
  readonly facts?: Partial<DhcpBackend>;
  /** Facts the server was given otherwise. */
  readonly told?: Partial<DhcpBackend>;
  /** Only these are looked for: the rest would wait for answers in vain. */
  readonly only?: RegExp;
}

const { DECLINE, INFORM, NAK, RELEASE } = MessageType;
const PROXY = { role: 'proxy' } as const;
const BOOTS = /^(?:boot-file|class|firmware|proxy)\//;

/** Takes no notice of packets of a type. */
const deafTo = (...types: (number | undefined)[]): Partial<Steps> => ({
  decode: (packet, server) => {
    const message = CORRECT.decode(packet, server);
    return message !== undefined && types.includes(readOption(message, OPTIONS.messageType)) ? undefined : message;
  },
});

const firmwareOf: Steps['classOf'] = (request) => {
  const found = CORRECT.classOf(request);
  return found && clientClassById(found.id.replace(/-ipxe$/, ''));
};

let address = 0;

export const BROKEN: Readonly<Record<string, Broken>> = {
  'forgets option 82': { steps: { forgets: [82] }, at: 'message/relay-information' },
  'forgets the server identifier': {
    steps: { forgets: [54] },
    at: 'message/server-identifier',
    only: /^message\//,
  },
  'forgets the lease time': { steps: { forgets: [51] }, at: 'lease/ack', also: /^lease\/renew/ },
  'forgets the client identifier': { steps: { forgets: [61] }, at: 'message/client-identifier' },
  'offers another address each time': {
    steps: {
      offer: (leases) => {
        address += 1;
        return (leases.offer('nobody', undefined) ?? 0) + (address % 64);
      },
    },
    at: 'address/same-offer',
    also: /^(?:address|lease)\//,
  },
  'knows machines by their client identifier': {
    steps: {
      keyOf: ({ chaddr, options }) => formatMac(options.get(OPTIONS.clientIdentifier.code) ?? chaddr),
    },
    at: 'address/stranger',
  },
  'gives everybody the same address of the pool': {
    steps: { offer: (leases) => leases.offer('everybody', undefined), keyOf: () => 'everybody' },
    at: 'address/crowd',
  },
  'answers strangers against its configuration': {
    steps: {},
    facts: { unknown: 'ignore' },
    told: { unknown: 'pool' },
    at: 'address/unknown',
  },
  'gives nodes addresses of the pool': {
    steps: { nodeAddress: () => '127.0.0.1' },
    at: 'address/node',
    also: /^(?:address|lease|message|firmware)\//,
  },
  'refuses leases of other servers': { steps: { onUnknownLease: 'refuse' }, at: 'lease/foreign' },
  'says nothing of addresses it knows nothing of, though authoritative': {
    steps: {},
    facts: { authoritative: true },
    told: { authoritative: false },
    at: 'lease/authoritative',
  },
  'refuses without having the relay agent broadcast it': {
    steps: {
      finish: (reply) => {
        if (readOption(reply, OPTIONS.messageType) === NAK) reply.flags &= ~BROADCAST_FLAG;
      },
    },
    facts: { authoritative: true },
    at: 'lease/authoritative',
  },
  'takes every REQUEST for its own': {
    steps: {
      decode: (packet, server) => {
        const message = CORRECT.decode(packet, server);
        message?.options.delete(OPTIONS.serverIdentifier.code);
        return message;
      },
    },
    at: 'lease/other-server',
  },
  'does not take addresses back': { steps: deafTo(RELEASE), at: 'lease/release' },
  'offers an address that was declined again': { steps: deafTo(DECLINE), at: 'lease/decline' },
  'answers INFORM with an address': {
    steps: {
      finish: (reply, request) => {
        if (readOption(request, OPTIONS.messageType) === INFORM) reply.yiaddr = request.ciaddr;
      },
    },
    at: 'lease/inform',
  },
  'ignores BOOTP clients': { steps: deafTo(undefined), at: 'message/bootp' },
  'ignores the parameter request list': { steps: { isAsked: () => true }, at: 'message/unasked' },
  'says only what everybody needs': { steps: { isAsked: (code) => code === 1 }, at: 'message/parameters' },
  'waits until a client has been waiting': {
    steps: {
      decode: (packet, server) => {
        const message = CORRECT.decode(packet, server);
        return message !== undefined && message.secs > 4 ? undefined : message;
      },
    },
    at: 'message/secs',
    only: /^message\//,
  },
  'makes answers larger than clients take': {
    steps: {
      encodeLimit: () => 1472,
      finish: (reply) => reply.options.set(224, new Uint8Array(400)),
    },
    at: 'message/size',
  },
  'does not copy the broadcast bit': {
    steps: {
      finish: (reply) => {
        reply.flags = 0;
      },
    },
    at: 'message/copied-fields',
  },
  'answers to another port': {
    steps: { destination: (to) => ({ ...to, port: to.port + 1 }) },
    at: 'message/relay-port',
    only: /^message\/relay-port/,
  },
  'leaves siaddr empty': {
    steps: {
      finish: (reply) => {
        reply.siaddr = 0;
      },
    },
    at: 'boot-file/bios',
    also: BOOTS,
  },
  'leaves the field file empty': {
    steps: {
      finish: (reply) => {
        reply.file = '';
      },
    },
    at: 'boot-file/uefi-x86_64',
    also: BOOTS,
  },
  'takes every machine for a BIOS': {
    steps: { classOf: (request) => CORRECT.classOf(request) && clientClassById('bios') },
    at: 'boot-file/uefi-arm64',
    also: /^(?:boot-file|boot-options|class|firmware)\/|^no-loop\/bios/,
  },
  'takes machines that do not boot from the network for a BIOS': {
    steps: { classOf: (request) => CORRECT.classOf(request) ?? clientClassById('bios') },
    at: 'boot-file/none',
    also: /^(?:class|firmware)\//,
  },
  'does not know a BIOS that sends no option 93': {
    steps: { classOf: (request) => (request.options.has(93) ? CORRECT.classOf(request) : undefined) },
    at: 'class/no-architecture',
    also: /^class\//,
  },
  'knows iPXE by option 175 alone': {
    steps: { classOf: (request) => (request.options.has(175) ? CORRECT.classOf(request) : firmwareOf(request)) },
    at: 'class/ipxe-by-user-class',
    also: /^class\/ipxe/,
  },
  'has iPXE load iPXE': {
    steps: { classOf: firmwareOf },
    at: 'no-loop/uefi-x86_64-ipxe',
    also: /^(?:boot-file|boot-options|class|no-loop|firmware)\//,
  },
  'echoes option 60 as the client said it': {
    steps: {
      finish: (reply, { options }) => {
        const said = options.get(OPTIONS.vendorClass.code);
        if (said !== undefined) reply.options.set(OPTIONS.vendorClass.code, said);
      },
    },
    at: 'boot-options/uefi-x86_64-http',
    also: /^(?:boot-options|firmware)\//,
  },
  'forgets HTTPClient': {
    steps: { forgets: [60] },
    at: 'boot-options/uefi-x86_64-http',
    also: /^(?:boot-options\/.*-http|firmware\/.*-http)$/,
  },
  'forgets what the loader wants': {
    steps: { forgets: [175] },
    at: 'boot-options/bios-ipxe',
    also: /^(?:boot-options|firmware)\//,
  },
  'ends at a packet that is cut off': {
    steps: {
      decode: (packet, server) => {
        const message = CORRECT.decode(packet, server);
        if (message === undefined) void server.close();
        return message;
      },
    },
    at: 'robust/truncated',
    also: /^robust\//,
    only: /^(?:message|robust)\//,
  },
  'ends at an option that lies about its length': {
    steps: {
      decode: (packet, server) => {
        const message = CORRECT.decode(packet, server);
        if (message === undefined && packet.length > 280) void server.close();
        return message;
      },
    },
    at: 'robust/malformed',
    also: /^robust\//,
    only: /^(?:message|robust)\//,
  },
  'is a proxy that offers an address': {
    steps: {
      finish: (reply) => {
        reply.yiaddr = 0x7f_01_02_03;
      },
    },
    facts: PROXY,
    at: 'proxy/no-address',
  },
  'is a proxy that answers everybody': {
    steps: { classOf: (request) => CORRECT.classOf(request) ?? clientClassById('bios') },
    facts: PROXY,
    at: 'proxy/quiet',
  },
  'is a proxy that does not say PXEClient': {
    steps: { forgets: [60] },
    facts: PROXY,
    at: 'boot-options/bios',
    also: /^(?:boot-options|firmware)\//,
  },
  'is a proxy that says PXEClient to all': {
    steps: {
      finish: (reply) => {
        writeOption(reply, OPTIONS.vendorClass, 'PXEClient');
      },
    },
    facts: PROXY,
    at: 'boot-options/uefi-arm64-http',
    also: /^(?:boot-options\/.*-http|firmware\/.*-http)$/,
  },
  'is a proxy that answers port 4011 on the port of clients': {
    steps: { destination: (to) => (to.port === 20_411 ? { ...to, port: 20_068 } : to) },
    facts: PROXY,
    at: 'proxy/boot-server-from-4011',
  },
};
