import { existsSync } from 'node:fs';
import path from 'node:path';
import { findBootLoaders, type LoaderRole, type Services } from '@muster/core';
import { type BootChain, chainOfServer } from './chain.ts';
import { PLATFORMS, type Platform } from './platform.ts';
import { isSigned } from './signed.ts';

/** Places of the options, and what was fetched. */
export interface ServerPlaces {
  readonly shim: readonly string[];
  readonly grub: readonly string[];
}

/** Signed chains of this machine: the files the options name, else those of its distribution's packages. */
export async function serverChains(
  places: ServerPlaces,
  services: Pick<Services, 'programs' | 'blobs'>,
): Promise<Map<Platform, BootChain>> {
  const chains = new Map<Platform, BootChain>();
  const installed = await findBootLoaders('/').catch(() => []);
  for (const platform of PLATFORMS.filter(({ firmware }) => firmware === 'uefi')) {
    const loader = installed.find(({ arch }) => arch === platform.arch);
    const own = (role: LoaderRole): string | undefined => loader?.files.find((file) => file.role === role)?.file;
    const named = namedFiles(places, platform);
    // Never the shim of one distribution with the GRUB of another.
    const complete = named.shim !== undefined && named.grub !== undefined;
    const { shim, grub } = complete ? named : { shim: own('shim'), grub: own('grub') };
    const mok = shim === own('shim') ? own('mok') : undefined;
    const chain = chainOfServer(withoutUndefined({ shim, grub, mok }), platform);
    if (chain !== undefined) chains.set(platform, { ...chain, signed: await isSigned(chain, services) });
  }
  return chains;
}

/** The first files of the options that exist and whose names say that they are for this platform. */
export function namedFiles(places: ServerPlaces, { suffix }: Platform): Partial<Record<'shim' | 'grub', string>> {
  const first = (files: readonly string[]): string | undefined =>
    files.find((file) => path.basename(file).includes(suffix) && existsSync(file));
  return withoutUndefined({ shim: first(places.shim), grub: first(places.grub) });
}

function withoutUndefined<K extends string>(files: Record<K, string | undefined>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined)) as Partial<
    Record<K, string>
  >;
}
