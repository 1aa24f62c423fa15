import { concatBytes, toHex, viewOf } from '../bytes.ts';
import { formatMac } from '../mac.ts';
import { uuidFromSmbios } from '../uuid.ts';

/** Kinds of DUID (RFC 8415 §11, RFC 6355). */
export const DuidType = Object.freeze({ llt: 1, en: 2, ll: 3, uuid: 4 });

/** Longest DUID, its type included (RFC 8415 §11.1). */
const LONGEST = 130;
const ETHERNET = 1;

/** What a DUID tells of its machine; `undefined` where it tells nothing. */
export interface DuidFacts {
  /** Of DUID-LLT and DUID-LL with an Ethernet address: one of the machine's, not always that of the interface used. */
  readonly mac?: string;
  /**
   * Of DUID-UUID, in the order of the octets and, second, as SMBIOS stores a UUID: RFC 6355 wants the first, and EDK2 sends the
   * structure of the firmware as it is.
   */
  readonly uuids?: readonly [string, string];
}

/** Reads a DUID for what it was made of. RFC 8415 §11 has servers compare DUIDs only; a registry knows machines, not DUIDs. Total. */
export function duidFacts(duid: Uint8Array): DuidFacts {
  if (duid.length < 4 || duid.length > LONGEST) return {};
  const view = viewOf(duid);
  const type = view.getUint16(0);
  if (type === DuidType.uuid) return duid.length === 18 ? { uuids: uuidsOf(duid.subarray(2)) } : {};
  const start = type === DuidType.llt ? 8 : type === DuidType.ll ? 4 : undefined;
  if (start === undefined || duid.length !== start + 6 || view.getUint16(2) !== ETHERNET) return {};
  return { mac: formatMac(duid.subarray(start)) };
}

/** A DUID-UUID of 16 octets in network order (RFC 6355 §4). */
export function uuidDuid(octets: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(0, DuidType.uuid), octets]);
}

/** A DUID-LL of an Ethernet address, six octets (RFC 8415 §11.4). */
export function linkLayerDuid(mac: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(0, DuidType.ll, 0, ETHERNET), mac]);
}

function uuidsOf(octets: Uint8Array): [string, string] {
  const plain = textOf(octets);
  return [plain, uuidFromSmbios(octets) ?? plain];
}

function textOf(octets: Uint8Array): string {
  const hex = toHex(octets);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
