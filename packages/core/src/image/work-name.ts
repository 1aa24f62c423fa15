import { randomUUID } from 'node:crypto';
import { ownIdentity } from './process-identity.ts';

/** Name of a folder beside the images for work of this process; what a killed one left is removed by the next import. */
export async function workName(): Promise<string> {
  const { pid, started } = await ownIdentity();
  return `.import-${pid}-${started}-${randomUUID()}`;
}
