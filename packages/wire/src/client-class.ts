/** What runs the boot file. */
export type Firmware = 'bios' | 'uefi';
/** Processor architectures of boot files and payloads. */
export type Architecture = 'i386' | 'x86_64' | 'arm32' | 'arm64' | 'riscv32' | 'riscv64' | 'loongarch64';

/** One kind of network boot client: firmware × architecture × user class × transport. */
export interface ClientClass {
  /** Stable and readable: `bios`, `bios-ipxe`, `uefi-x86_64`, `uefi-x86_64-ipxe`, `uefi-arm64-http`, … */
  readonly id: string;
  readonly firmware: Firmware;
  /** Architecture of the payload. A BIOS does not say whether its processor has 64 bits; every cluster machine's has. */
  readonly arch: Architecture;
  readonly userClass: 'ipxe' | 'none';
  /**
   * How the client fetches the boot file it is told: PXE firmware by TFTP, UEFI HTTP Boot and iPXE by HTTP. iPXE
   * takes TFTP as well.
   */
  readonly transport: 'tftp' | 'http';
  /** What option 60 of an answer says, if it says anything: HTTP Boot ignores an OFFER without `HTTPClient`. */
  readonly vendorClass: 'PXEClient' | 'HTTPClient';
  /** Values of option 93 that this class sends. */
  readonly archCodes: readonly number[];
}

/** What a request tells about its sender. Absent options are `undefined` or left out. */
export interface ClientFacts {
  /** Option 93, several when the firmware can run several. */
  readonly archCodes?: readonly number[] | undefined;
  /** Option 60, such as `PXEClient:Arch:00007:UNDI:003000`. */
  readonly vendorClass?: string | undefined;
  /** Option 77. */
  readonly userClass?: string | readonly string[] | undefined;
  /** Option 175, iPXE's encapsulated options, is present. */
  readonly hasOption175?: boolean | undefined;
}

interface Platform {
  readonly name: string;
  readonly firmware: Firmware;
  readonly arch: Architecture;
  readonly pxeCodes: readonly number[];
  readonly httpCodes: readonly number[];
}

const uefi = (arch: Architecture, pxeCodes: readonly number[], httpCodes: readonly number[]): Platform => ({
  name: `uefi-${arch}`,
  firmware: 'uefi',
  arch,
  pxeCodes,
  httpCodes,
});

/** IANA processor architecture types by platform. */
const PLATFORMS: readonly Platform[] = [
  { name: 'bios', firmware: 'bios', arch: 'x86_64', pxeCodes: [0], httpCodes: [20] },
  uefi('i386', [6], [15]),
  // x64 UEFI is 7 in EDK2 (OVMF) and the registry; firmware written after RFC 4578 without its erratum sends 9, "EBC".
  uefi('x86_64', [7, 9], [16, 17]),
  uefi('arm32', [10], [18]),
  uefi('arm64', [11], [19]),
  uefi('riscv32', [25], [26]),
  uefi('riscv64', [27], [28]),
  uefi('loongarch64', [39], [40]),
];

type Kind = 'pxe' | 'ipxe' | 'http';

function classOf(platform: Platform, kind: Kind): ClientClass {
  const { name, firmware, arch, pxeCodes, httpCodes } = platform;
  return Object.freeze({
    id: kind === 'pxe' ? name : `${name}-${kind}`,
    firmware,
    arch,
    userClass: kind === 'ipxe' ? 'ipxe' : 'none',
    transport: kind === 'pxe' ? 'tftp' : 'http',
    vendorClass: kind === 'http' ? 'HTTPClient' : 'PXEClient',
    archCodes: Object.freeze(kind === 'pxe' ? pxeCodes : kind === 'http' ? httpCodes : [...pxeCodes, ...httpCodes]),
  });
}

const rows = PLATFORMS.map((platform) => ({
  codes: new Set([...platform.pxeCodes, ...platform.httpCodes]),
  pxe: classOf(platform, 'pxe'),
  ipxe: classOf(platform, 'ipxe'),
  http: classOf(platform, 'http'),
}));

/** Every class there is. A server answers by it, and configurations of other daemons are made by enumerating it. */
export const CLIENT_CLASSES: readonly ClientClass[] = Object.freeze(
  rows.flatMap(({ pxe, ipxe, http }) => [pxe, ipxe, http]),
);

const byId: ReadonlyMap<string, ClientClass> = new Map(CLIENT_CLASSES.map((entry) => [entry.id, entry]));

/** The class with this id, or `undefined`. */
export function clientClassById(id: string): ClientClass | undefined {
  return byId.get(id);
}

const NETWORK_BOOT = /^(PXE|HTTP)Client(?::Arch:(\d{5}))?(?::|$)/;

/**
 * The class of a client, or `undefined` for one that is not booting from the network (udhcpc, dhclient, networkd) or
 * whose architecture has no class. iPXE is known by user class `iPXE` or by option 175, which nothing else sends.
 * The architecture is option 93's first value with a class, else the one within option 60, else BIOS, because PXE ROMs
 * older than RFC 4578 were all BIOS. Option 60 decides between TFTP and HTTP, because a client that says
 * `HTTPClient` ignores other answers; without it the architecture code decides.
 */
export function classifyClient(facts: ClientFacts): ClientClass | undefined {
  const { archCodes = [], vendorClass = '', userClass = [], hasOption175 = false } = facts;
  const vendor = NETWORK_BOOT.exec(vendorClass);
  const ipxe = hasOption175 || (typeof userClass === 'string' ? userClass === 'iPXE' : userClass.includes('iPXE'));
  // Option 93 alone is enough, but not beside a foreign option 60: U-Boot on x86 says 0 there and cannot run a BIOS file.
  if (!ipxe && vendor === null && (vendorClass !== '' || archCodes.length === 0)) return undefined;

  const httpClient = vendor?.[1] === 'HTTP';
  for (const code of architectures(archCodes, vendor?.[2], httpClient && !ipxe)) {
    const row = rows.find((candidate) => candidate.codes.has(code));
    if (row === undefined) continue;
    if (ipxe) return row.ipxe;
    const http = vendor === null ? row.http.archCodes.includes(code) : httpClient;
    return http ? row.http : row.pxe;
  }
  return undefined;
}

function architectures(
  archCodes: readonly number[],
  inVendorClass: string | undefined,
  http: boolean,
): readonly number[] {
  // undionly.kpxe started by a boot server reply says a bare `PXEClient`, so option 93 comes first.
  if (archCodes.length > 0) return archCodes;
  if (inVendorClass !== undefined) return [Number(inVendorClass)];
  return http ? [] : [0];
}
