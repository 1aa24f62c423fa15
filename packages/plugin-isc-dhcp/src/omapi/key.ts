import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The key dhcpd and its OMAPI client share, as dhcpd.conf(5) knows it. */
export interface OmapiKey {
  readonly name: string;
  /** Base64. */
  readonly secret: string;
}

export const KEY_ALGORITHM = 'hmac-md5';
/** What OMAPI calls the algorithm (RFC 8945's name for it). */
export const KEY_ALGORITHM_NAME = 'hmac-md5.SIG-ALG.REG.INT.';
export const SIGNATURE_LENGTH = 16;

export function newKey(name = 'muster'): OmapiKey {
  return { name, secret: randomBytes(32).toString('base64') };
}

export function sign(key: OmapiKey, signed: Uint8Array): Uint8Array {
  return createHmac('md5', Buffer.from(key.secret, 'base64')).update(signed).digest();
}

export function isSignedBy(key: OmapiKey, signed: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_LENGTH && timingSafeEqual(sign(key, signed), signature);
}

/** The statements that open dhcpd's port for it. */
export function omapiStatements(key: OmapiKey, port: number): string[] {
  return [
    `key ${key.name} { algorithm ${KEY_ALGORITHM}; secret "${key.secret}"; }`,
    `omapi-port ${port};`,
    `omapi-key ${key.name};`,
  ];
}
