import { fromHex, toHex } from './bytes.ts';

const USUAL = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const SEPARATED = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2})*$/;
const CISCO = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/;
const BARE = /^(?:[0-9a-f]{12}|[0-9a-f]{40})$/;

/**
 * A hardware address in lower-case colon form, or `undefined` when `text` is none. Accepts `aa:bb:cc:dd:ee:ff`,
 * `aa-bb-cc-dd-ee-ff`, Cisco's `aabb.ccdd.eeff` and bare digits, in either case. Ethernet addresses have 6 octets,
 * InfiniBand addresses 20 (RFC 4391 §9.1.1); other lengths are refused.
 */
export function parseMac(text: string): string | undefined {
  if (USUAL.test(text)) return text;
  const lower = text.trim().toLowerCase();
  if (!SEPARATED.test(lower) && !CISCO.test(lower) && !BARE.test(lower)) return undefined;
  const digits = lower.replace(/[:.-]/g, '');
  if (digits.length !== 12 && digits.length !== 40) return undefined;
  return toHex(fromHex(digits), ':');
}

/** Octets of a hardware address (such as `chaddr`) in lower-case colon form; no octets give an empty string. */
export function formatMac(bytes: Uint8Array): string {
  return toHex(bytes, ':');
}

/** The octets of a hardware address in any form that {@link parseMac} accepts, or `undefined`. */
export function macToBytes(text: string): Uint8Array | undefined {
  const mac = parseMac(text);
  return mac === undefined ? undefined : fromHex(mac.replaceAll(':', ''));
}
