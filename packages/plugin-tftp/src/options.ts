import Type, { type Static } from 'typebox';

const count = (minimum: number, maximum: number, value: number, description: string) =>
  Type.Integer({ minimum, maximum, default: value, description });

/** Options of the `tftp` plugin. */
export const TftpServerOptions = Type.Object(
  {
    port: count(1, 65_535, 69, 'UDP port to listen on.'),
    listen: Type.Array(Type.String(), {
      default: [],
      description: "Addresses of this machine to listen on besides the server's address on every network.",
    }),
    maxBlockSize: count(
      512,
      65_464,
      1468,
      'Largest block agreed to (RFC 2348), in bytes; 1468 fills an Ethernet frame.',
    ),
    maxWindowSize: count(1, 64, 64, 'Most blocks sent before an acknowledgement is awaited (RFC 7440).'),
    retries: count(1, 20, 8, 'Times a packet is sent again before a transfer is given up.'),
    singlePort: Type.Boolean({
      default: false,
      description: 'Send everything from the port that is listened on, for firewalls that let nothing else through.',
    }),
    prefixes: Type.Array(Type.String({ pattern: '^(?!.*\\.\\.).*[^/\\\\.?]' }), {
      default: [],
      description:
        'Folders that clients write before a name and that do not exist here, e.g. /tftpboot: it is looked up without them too.',
    }),
    segmentationOffload: Type.Boolean({
      default: true,
      description: 'Let the kernel cut a window into packets (UDP_SEGMENT; Linux, IPv4, needs perl).',
    }),
    maxTransfers: count(1, 60_000, 4096, 'Transfers at the same time; further requests are answered when asked again.'),
    transfersPerClient: count(1, 1000, 8, 'Transfers at the same time for one client address.'),
    cacheMegabytes: count(0, 65_536, 256, 'Memory for files that are being served, in MiB.'),
  },
  { additionalProperties: false },
);

export type TftpServerOptions = Static<typeof TftpServerOptions>;
