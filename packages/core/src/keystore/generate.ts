import { generateKeyPair, randomInt } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { formatPrivateKey, formatPublicKey, type SshKeyPair } from './openssh-key.ts';
import { mpint, sshString } from './ssh-wire.ts';
import type { HostKey } from './types.ts';

const generate = promisify(generateKeyPair);

/** Types of host keys made for every node, in the order sshd prefers them. RSA is not among them: every sshd since 2014 takes ed25519. */
export const hostKeyTypes = ['ed25519', 'ecdsa'] as const;

export type HostKeyType = (typeof hostKeyTypes)[number];

/** Makes a key pair off the event loop. `comment` ends the public key line. */
export async function generateHostKey(type: HostKeyType, comment: string): Promise<HostKey> {
  const pair = type === 'ed25519' ? ed25519(await newKey('ed25519')) : ecdsa(await newKey('ecdsa'));
  return {
    type,
    privateKey: formatPrivateKey(pair, comment, randomInt(2 ** 32)),
    publicKey: formatPublicKey(pair, comment),
  };
}

async function newKey(type: HostKeyType): Promise<JsonWebKey> {
  const { privateKey }: { privateKey: KeyObject } =
    type === 'ed25519' ? await generate('ed25519') : await generate('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'jwk' });
}

/** RFC 8709 §4; the private part is seed and public key in one string. */
function ed25519(key: JsonWebKey): SshKeyPair {
  const point = octets(key.x);
  return {
    algorithm: 'ssh-ed25519',
    publicFields: sshString(point),
    privateFields: Buffer.concat([sshString(point), sshString(Buffer.concat([octets(key.d), point]))]),
  };
}

/** RFC 5656 §3.1; the point is uncompressed (first octet 4). */
function ecdsa(key: JsonWebKey): SshKeyPair {
  const point = Buffer.concat([Buffer.of(4), octets(key.x), octets(key.y)]);
  const publicFields = Buffer.concat([sshString('nistp256'), sshString(point)]);
  return {
    algorithm: 'ecdsa-sha2-nistp256',
    publicFields,
    privateFields: Buffer.concat([publicFields, mpint(octets(key.d))]),
  };
}

function octets(value: string | undefined): Buffer {
  return Buffer.from(value ?? '', 'base64url');
}
