import type { Firmware } from '@muster/wire';
import type { ImageRecord } from '../image/types.ts';

/** What a single-stage boot would need of a machine, and whether it has it. */
export interface BootLimitFinding {
  /** `error`: it cannot boot so; `warning`: some machines cannot. */
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly sentence: string;
  readonly remedy: string;
}

/** What limits depend on. */
export interface BootLimitFacts {
  readonly image: ImageRecord | undefined;
  /** Bytes of the node's memory, where the registry tells. */
  readonly memory: number | undefined;
  readonly firmware: Firmware | undefined;
}

const GIB = 1024 ** 3;

/** The kernel's gunzip counts in 32 bits (lib/decompress_inflate.c). */
const KERNEL_GZIP = 4 * GIB;

/** BIOS loaders place archives below 4 GiB, beside what the kernel unpacks; machines have been seen to stop at 3. */
const BIOS_ERROR = 4 * GIB;
const BIOS_WARNING = 3 * GIB;

/** What the kernel and its first processes need besides. */
const RESERVE = GIB / 8;

const TWO_STAGES = 'boot it in two stages: boot.stages two or auto, with the plugin dracut';

/** Why a single-stage boot of this image fails, or may fail, on such a machine. */
export function singleStageLimits({ image, memory, firmware }: BootLimitFacts): BootLimitFinding[] {
  const archive = image?.archive;
  if (image === undefined || archive === undefined) return [];
  const { size, uncompressedSize } = archive;
  const both = size + uncompressedSize;
  const findings: BootLimitFinding[] = [];
  if (uncompressedSize >= KERNEL_GZIP) {
    findings.push({
      level: 'error',
      code: 'IMAGE_BEYOND_KERNEL_GZIP',
      sentence: `image ${image.name} unpacks to ${gib(uncompressedSize)}, and a kernel unpacks less than 4 GiB of gzip`,
      remedy: TWO_STAGES,
    });
  }
  if (firmware === 'bios' && both > BIOS_WARNING) {
    findings.push({
      level: both > BIOS_ERROR ? 'error' : 'warning',
      code: 'IMAGE_BEYOND_BIOS',
      sentence: `image ${image.name} takes ${gib(both)} packed and unpacked together; under a BIOS that has to lie below 4 GiB`,
      remedy: TWO_STAGES,
    });
  }
  if (memory !== undefined && both + RESERVE > memory) {
    findings.push({
      level: 'error',
      code: 'IMAGE_BEYOND_MEMORY',
      sentence: `image ${image.name} takes ${gib(both)} packed and unpacked together; the node has ${gib(memory)}`,
      remedy: `${TWO_STAGES}; or make the image smaller`,
    });
  }
  return findings;
}

/** `2GiB`, `512MiB`, also `G`, `M` and decimal `GB`, `MB`, in bytes; undefined for anything else. */
export function parseMemory(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT])(i?B)?$/i.exec(text ?? '');
  if (match === null) return undefined;
  const [, number = '', unit = '', suffix = 'iB'] = match;
  const step = suffix.toLowerCase() === 'b' ? 1000 : 1024;
  return Math.round(Number(number) * step ** ('KMGT'.indexOf(unit.toUpperCase()) + 1));
}

function gib(bytes: number): string {
  return bytes < GIB ? `${Math.ceil(bytes / 1024 ** 2)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`;
}
