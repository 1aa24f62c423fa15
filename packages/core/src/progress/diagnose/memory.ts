import { clientClassById } from '@muster/wire';
import type { Boot } from '../boots/boot.ts';
import type { Facts, Rule } from './types.ts';
import { nameOf, size } from './words.ts';

const MIB = 1024 * 1024;
/** What kernel, firmware and a small system need besides the root. */
const BESIDES = 96 * MIB;
/** iPXE on BIOS keeps downloads below 4 GB of address space, of which the firmware takes some. */
const BIOS_LIMIT = 3.5 * 1024 * MIB;
/** Linux unpacks gzip with 32-bit sizes. */
const GZIP_LIMIT = 4 * 1024 * MIB;

/** The image and what it unpacks to do not fit beside each other. */
export const memoryTooSmall: Rule = ({ boot, facts }) => {
  const { memory } = facts;
  const needed = neededBy(facts);
  if (memory === undefined || needed === undefined || memory >= needed || boot.stages.has('up')) return undefined;
  const two = facts.spec?.stages === 'two';
  return {
    code: 'MEMORY_TOO_SMALL',
    sentence: `${nameOf(boot)} has ${size(memory)} of memory; to boot image ${facts.image?.name ?? ''} it needs about ${size(needed)}`,
    remedy: two
      ? `make the image smaller (muster image excludes), or boot a node with more memory`
      : `let a first stage unpack it as it arrives: muster node set ${nameOf(boot)} --set boot.stages=two`,
  };
};

/** A single stage holds the packed image until it is unpacked; a first stage unpacks as it arrives, into nine tenths of the memory. */
export function neededBy({ image, spec }: Pick<Facts, 'image' | 'spec'>): number | undefined {
  const archive = image?.archive;
  if (archive === undefined) return undefined;
  if (spec?.stages !== 'two') return archive.size + archive.uncompressedSize + BESIDES;
  // A squashfs stays as it is.
  const packed = spec.deploy.find(({ form }) => form === 'squashfs')?.size;
  return (packed ?? archive.uncompressedSize) / 0.9 + BESIDES;
}

/** Limits of the firmware and of the kernel, whatever the memory. */
export const loaderLimit: Rule = ({ boot, facts }) => {
  const archive = facts.image?.archive;
  if (archive === undefined || facts.spec?.stages !== 'single' || boot.stages.has('init')) return undefined;
  const name = nameOf(boot);
  const remedy = `muster node set ${name} --set boot.stages=two`;
  if (isBios(boot) && archive.size > BIOS_LIMIT) {
    const sentence = `image ${facts.image?.name ?? ''} has ${size(archive.size)}: a BIOS loader holds less than 4 GB`;
    return { code: 'IMAGE_TOO_BIG_FOR_BIOS', sentence, remedy };
  }
  if (archive.size <= GZIP_LIMIT && archive.uncompressedSize <= GZIP_LIMIT) return undefined;
  const sentence = `image ${facts.image?.name ?? ''} unpacks to ${size(archive.uncompressedSize)}: the kernel cannot unpack a gzip of 4 GiB`;
  return { code: 'IMAGE_TOO_BIG_FOR_KERNEL', sentence, remedy };
};

function isBios({ clientClass }: Boot): boolean {
  return clientClassById(clientClass ?? '')?.firmware === 'bios';
}
