import type { ClientClass } from '../client-class.ts';
import { BOOTREQUEST, BROADCAST_FLAG, MessageType } from './constants.ts';
import type { DhcpMessage } from './message.ts';
import { OPTIONS, writeOption } from './options.ts';

/** What tells one client's DISCOVER from another's of the same class. */
export interface ClientIdentity {
  /** Six octets. */
  readonly chaddr: Uint8Array;
  /** SMBIOS UUID as text, where the firmware has one. */
  readonly uuid?: string;
  readonly xid?: number;
}

/** Octets firmware says it takes (option 57), as EDK2 and iPXE do. */
const MAX_SIZE = 1472;

/** Feature markers of an iPXE build that fetches by HTTP and TFTP (iPXE `include/ipxe/features.h`). */
const IPXE_FEATURES = new Map([0x13, 0x15].map((feature) => [feature, Uint8Array.of(1)]));

/** What network boot firmware asks for (option 55): subnet mask, router, DNS, server name and boot file, and the PXE options. */
const PARAMETERS = [
  1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42, 43, 50, 51, 54, 58, 59, 60, 66, 67, 97,
];

/** iPXE asks for its own options as well. */
const IPXE_PARAMETERS = [
  1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129, 130, 131, 132, 133, 134, 135, 175, 203,
];

/** A DISCOVER as firmware of this class broadcasts it (RFC 2131, RFC 4578; RFC 3004 user class for iPXE). */
export function clientDiscover(clientClass: ClientClass, { chaddr, uuid, xid = 0 }: ClientIdentity): DhcpMessage {
  const ipxe = clientClass.userClass === 'ipxe';
  const arch = clientClass.archCodes[0] ?? 0;
  const bios = clientClass.firmware === 'bios';
  const message: DhcpMessage = {
    op: BOOTREQUEST,
    htype: 1,
    hlen: chaddr.length,
    hops: 0,
    xid,
    secs: 0,
    flags: BROADCAST_FLAG,
    ciaddr: 0,
    yiaddr: 0,
    siaddr: 0,
    giaddr: 0,
    chaddr,
    sname: '',
    file: '',
    options: new Map(),
  };
  writeOption(message, OPTIONS.messageType, MessageType.DISCOVER);
  writeOption(message, OPTIONS.maxMessageSize, MAX_SIZE);
  writeOption(message, OPTIONS.parameterRequestList, ipxe ? IPXE_PARAMETERS : PARAMETERS);
  writeOption(message, OPTIONS.clientArchitecture, [arch]);
  writeOption(message, OPTIONS.clientInterface, bios ? [1, 2, 1] : [1, 3, 16]);
  const vendor = `${clientClass.vendorClass}:Arch:${String(arch).padStart(5, '0')}:UNDI:${bios ? '002001' : '003016'}`;
  writeOption(message, OPTIONS.vendorClass, vendor);
  if (ipxe) {
    writeOption(message, OPTIONS.userClass, ['iPXE']);
    writeOption(message, OPTIONS.ipxe, IPXE_FEATURES);
  }
  if (uuid !== undefined) writeOption(message, OPTIONS.machineUuid, uuid);
  return message;
}
