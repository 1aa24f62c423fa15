export { type AuthorizedKeysSource, readAuthorizedKeys } from './authorized-keys.ts';
export { createKeystore } from './create-keystore.ts';
export { secretKey } from './secret-key.ts';
export type { HostKey, Keystore } from './types.ts';
