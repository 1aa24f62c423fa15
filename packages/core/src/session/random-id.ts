import { randomUUID } from 'node:crypto';

/** 16 hexadecimal digits, 62 bits of them random. `randomUUID` has random bytes at hand; `randomBytes` asks for them each time. */
export function randomId(): string {
  return randomUUID().slice(19).replace('-', '');
}
