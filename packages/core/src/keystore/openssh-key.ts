import { sshString, uint32 } from './ssh-wire.ts';

/** A key pair as SSH encodes it. */
export interface SshKeyPair {
  /** Algorithm name, e.g. `ssh-ed25519` (RFC 8709), `ecdsa-sha2-nistp256` (RFC 5656). */
  readonly algorithm: string;
  /** Fields after the algorithm's name in the public key. */
  readonly publicFields: Uint8Array;
  /** Fields after the algorithm's name in the private key, as ssh-agent orders them. */
  readonly privateFields: Uint8Array;
}

/** Public key line `ALGORITHM BASE64 COMMENT` with a final newline. */
export function formatPublicKey(pair: SshKeyPair, comment: string): string {
  return `${pair.algorithm} ${publicBlob(pair).toString('base64')} ${comment}\n`;
}

/**
 * Unencrypted private key file: PEM around `openssh-key-v1` (OpenSSH's PROTOCOL.key). `check` is the number that stands twice
 * before the private part; it only helps to tell a wrong passphrase, so any value serves here.
 */
export function formatPrivateKey(pair: SshKeyPair, comment: string, check: number): string {
  const secret = [uint32(check), uint32(check), sshString(pair.algorithm), pair.privateFields, sshString(comment)];
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0', 'latin1'),
    sshString('none'), // cipher
    sshString('none'), // key derivation
    sshString(''), // its options
    uint32(1), // number of keys
    sshString(publicBlob(pair)),
    sshString(padded(Buffer.concat(secret))),
  ]);
  // ssh-keygen breaks lines after 70 characters.
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function publicBlob(pair: SshKeyPair): Buffer {
  return Buffer.concat([sshString(pair.algorithm), pair.publicFields]);
}

/** Fills up to the block size of cipher `none`, 8, with 1, 2, 3 … */
function padded(secret: Buffer): Buffer {
  const missing = (8 - (secret.length % 8)) % 8;
  return Buffer.concat([secret, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}
