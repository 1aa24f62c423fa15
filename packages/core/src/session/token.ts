import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TokenRole } from './types.ts';

/** What a token says. */
export interface TokenContent {
  readonly role: TokenRole;
  /** Boot id: 16 hexadecimal digits. */
  readonly session: string;
  readonly node: string;
  /** Milliseconds since the epoch, whole seconds; Infinity for one that ends with its boot. */
  readonly expires: number;
}

const VERSION = 1;
const ROLES: readonly TokenRole[] = ['boot', 'run'];
/** Version, role, seconds until expiry (0: none), boot id. The node's name follows, then the signature. */
const HEAD = 1 + 1 + 6 + 8;
const SIGNATURE = 32;
const LONGEST = 512;

/**
 * A token as text: base64url (RFC 4648 §5, no padding) of its content and an HMAC-SHA256 (RFC 2104) over it. It is no
 * secret what it says; only who holds the key can make one.
 */
export function formatToken({ role, session, node, expires }: TokenContent, key: Uint8Array): string {
  const head = Buffer.alloc(HEAD);
  head.writeUInt8(VERSION, 0);
  head.writeUInt8(ROLES.indexOf(role), 1);
  head.writeUIntBE(Number.isFinite(expires) ? Math.floor(expires / 1000) : 0, 2, 6);
  head.write(session, 8, 'hex');
  const content = Buffer.concat([head, Buffer.from(node, 'utf8')]);
  return Buffer.concat([content, sign(content, key)]).toString('base64url');
}

/** What a token says, or undefined for anything that was not made by {@link formatToken} with this key, to the letter. Total. */
export function readToken(text: string, key: Uint8Array): TokenContent | undefined {
  if (text.length > LONGEST) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  // Node reads base64 leniently: only the one spelling we write is ours.
  if (bytes.toString('base64url') !== text || bytes.length < HEAD + SIGNATURE) return undefined;
  const content = bytes.subarray(0, -SIGNATURE);
  if (!timingSafeEqual(sign(content, key), bytes.subarray(-SIGNATURE))) return undefined;
  const role = ROLES[content.readUInt8(1)];
  if (content.readUInt8(0) !== VERSION || role === undefined) return undefined;
  const seconds = content.readUIntBE(2, 6);
  return {
    role,
    session: content.toString('hex', 8, HEAD),
    node: content.toString('utf8', HEAD),
    expires: seconds === 0 ? Infinity : seconds * 1000,
  };
}

function sign(content: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(content).digest();
}
