import type { Boot } from '../boots/boot.ts';

/** What a machine is called in a sentence. */
export function nameOf({ node, mac }: Pick<Boot, 'node' | 'mac'>): string {
  return node ?? mac ?? 'this machine';
}

/** `1.2 GB`, as memory and images are measured here. */
export function size(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
