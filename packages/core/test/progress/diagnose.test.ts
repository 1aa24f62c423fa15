import { describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../src/image/types.ts';
import type { BootSpec } from '../../src/lifecycle/boot-spec.ts';
import { BootStore } from '../../src/progress/boots/store.ts';
import { diagnose } from '../../src/progress/diagnose/index.ts';
import type { Facts, Situation } from '../../src/progress/diagnose/types.ts';
import type { ProgressEvent } from '../../src/progress/types.ts';

const GB = 1e9;
type Step = readonly [stage: string, more?: Partial<ProgressEvent>];

const KERNEL = { version: '6.1.0-40-amd64', path: '/boot/vmlinuz-6.1.0-40-amd64', digest: 'k1', size: 8e6 };

function image(size: number, uncompressedSize: number, digest = 'i1'): ImageRecord {
  const archive = { format: 'cpio', compression: 'gzip', digest, size, uncompressedSize, built: '' } as const;
  return { name: 'debian', source: '', imported: '', kernels: [KERNEL], archive };
}

const SPEC: BootSpec = {
  node: 'n01',
  loader: 'ipxe',
  stages: 'single',
  kernel: { role: 'kernel', name: 'kernel', path: '/blobs/sha256/k1', digest: 'k1' },
  initrds: [],
  args: [],
  deploy: [],
  problems: [],
};

const FACTS: Facts = {
  now: 100_000,
  site: {
    networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } },
    http: { port: 9873, listen: [] },
  },
  known: true,
  spec: SPEC,
  image: image(0.3 * GB, 0.8 * GB),
  imageNow: image(0.3 * GB, 0.8 * GB),
  provides: new Set(['address', 'boot-file', 'tftp', 'http', 'script']),
  bootFile: { file: '/ipxe/undionly.kpxe', nextServer: '10.0.0.1' },
};

interface Case {
  readonly steps: readonly Step[];
  readonly symptom: Situation['symptom'];
  readonly stage: string;
  readonly facts?: Partial<Facts>;
  /** Facts that are not known. */
  readonly without?: readonly (keyof Facts)[];
  readonly clientClass?: string;
  readonly node?: string;
}

/** The code found for a boot that came as far as these steps. */
function codeOf({
  steps,
  symptom,
  stage: stageName,
  facts = {},
  without = [],
  clientClass = 'bios',
  node = 'n01',
}: Case) {
  const store = new BootStore();
  steps.forEach(([stage, more], index) => {
    store.record({
      time: 1000 * (index + 1),
      stage,
      outcome: 'done',
      by: 'test',
      mac: '52:54:00:00:00:01',
      boot: 'a',
      ...(node === '' ? {} : { node }),
      clientClass,
      ...more,
    });
  });
  const boot = store.get('a');
  if (boot === undefined) throw new Error('no boot');
  const stage = boot.stages.get(stageName);
  const given = Object.entries({ ...FACTS, ...facts }).filter(([key]) => !without.some((absent) => absent === key));
  const known: unknown = Object.fromEntries(given);
  const found = diagnose({
    symptom,
    stageName,
    since: 1000,
    boot,
    facts: known as Facts,
    ...(stage === undefined ? {} : { stage }),
  });
  if (found !== undefined) {
    expect(found.sentence).not.toBe('');
    expect(found.remedy).not.toBe('');
  }
  return found?.code;
}

const failed = (detail: string, code?: string): Partial<ProgressEvent> => ({
  outcome: 'failed',
  detail,
  ...(code === undefined ? {} : { code }),
});
const started: Partial<ProgressEvent> = { outcome: 'started', total: 300e6 };

const CASES: Readonly<Record<string, Case & { code: string | undefined }>> = {
  'no boot file for its client class': {
    code: 'BOOT_FILE_MISSING',
    steps: [['dhcp']],
    symptom: 'silent',
    stage: 'script',
    clientClass: 'uefi-riscv64',
    without: ['bootFile'],
  },
  'firmware of an unknown architecture': {
    code: 'CLIENT_CLASS_UNKNOWN',
    steps: [['dhcp', { detail: 'network boot firmware of architecture 12' }]],
    symptom: 'silent',
    stage: 'script',
    clientClass: 'unknown',
    without: ['bootFile'],
  },
  'a kernel that GRUB refused': {
    code: 'KERNEL_REFUSED',
    steps: [['dhcp'], ['script'], ['kernel'], ['kernel', failed('kernel refused: not signed', 'KERNEL_REFUSED')]],
    symptom: 'failed',
    stage: 'kernel',
    clientClass: 'uefi-x86_64',
  },
  'a boot file that nobody signed, fetched over and over': {
    code: 'BOOT_FILE_REFUSED',
    steps: [['dhcp'], ['boot-file'], ['boot-file'], ['boot-file']],
    symptom: 'looping',
    stage: 'script',
    clientClass: 'uefi-x86_64',
    facts: { bootFile: { file: 'ipxe/uefi-x86_64/snponly.efi', nextServer: '10.0.0.1', signed: false } },
  },
  'a boot file that nobody signed, and that was started': {
    code: 'NO_ROUTE_TO_HTTP',
    steps: [['dhcp'], ['boot-file'], ['dhcp', { clientClass: 'uefi-x86_64-ipxe' }]],
    symptom: 'silent',
    stage: 'script',
    clientClass: 'uefi-x86_64',
    facts: { bootFile: { file: 'ipxe/uefi-x86_64/snponly.efi', nextServer: '10.0.0.1', signed: false } },
  },
  'a signed boot file fetched over and over': {
    code: 'LOADER_LOOP',
    steps: [['dhcp'], ['boot-file'], ['boot-file'], ['boot-file']],
    symptom: 'looping',
    stage: 'script',
    clientClass: 'uefi-x86_64',
    facts: { bootFile: { file: 'grub/shimx64.efi', nextServer: '10.0.0.1', signed: true } },
  },
  'an offer without siaddr': {
    code: 'NEXT_SERVER_MISSING',
    steps: [['dhcp', failed('boot file x without the address of its server', 'NEXT_SERVER_MISSING')]],
    symptom: 'failed',
    stage: 'dhcp',
  },
  'a boot file of the wrong architecture': {
    code: 'ARCHITECTURE_WRONG',
    steps: [['dhcp'], ['boot-file', { detail: '/ipxe/snponly-arm64.efi' }]],
    symptom: 'silent',
    stage: 'script',
    clientClass: 'uefi-x86_64',
  },
  'an image of the wrong architecture': {
    code: 'ARCHITECTURE_WRONG',
    steps: [['script'], ['kernel', { digest: 'k1' }]],
    symptom: 'silent',
    stage: 'image',
    clientClass: 'uefi-arm64',
  },
  'too little memory': {
    code: 'MEMORY_TOO_SMALL',
    steps: [['script'], ['kernel'], ['image'], ['system']],
    symptom: 'silent',
    stage: 'init',
    facts: { memory: 1 * GB },
  },
  'an image too big for BIOS': {
    code: 'IMAGE_TOO_BIG_FOR_BIOS',
    steps: [['script']],
    symptom: 'ahead',
    stage: 'kernel',
    facts: { image: image(3.9 * GB, 4.1 * GB) },
  },
  'an image that the kernel cannot unpack': {
    code: 'IMAGE_TOO_BIG_FOR_KERNEL',
    steps: [['script']],
    symptom: 'ahead',
    stage: 'kernel',
    clientClass: 'uefi-x86_64',
    facts: { image: image(2 * GB, 5 * GB) },
  },
  'a digest that does not match': {
    code: 'DIGEST_MISMATCH',
    steps: [['script'], ['image', failed('image does not have the digest 1234')]],
    symptom: 'failed',
    stage: 'image',
  },
  'a blob that is damaged on the server': {
    code: 'BLOB_DAMAGED',
    steps: [['script'], ['image', failed('/state/blobs/1 has not the announced length')]],
    symptom: 'failed',
    stage: 'image',
  },
  'a second claimant': {
    code: 'SECOND_CLAIMANT',
    steps: [['script', failed('10.0.0.9 claims a boot that 10.0.0.5 has claimed', 'SECOND_CLAIM')]],
    symptom: 'failed',
    stage: 'script',
  },
  'a token that is refused': {
    code: 'TOKEN_REFUSED',
    steps: [['script'], ['system', failed('the token is of another boot', 'TOKEN_OTHER_BOOT')]],
    symptom: 'failed',
    stage: 'system',
  },
  'a script fetched and no payload': {
    code: 'NO_ROUTE_TO_PAYLOAD',
    steps: [['dhcp'], ['script']],
    symptom: 'silent',
    stage: 'kernel',
  },
  'TFTP without HTTP': {
    code: 'NO_ROUTE_TO_HTTP',
    steps: [['dhcp'], ['boot-file']],
    symptom: 'silent',
    stage: 'script',
  },
  'a boot file that is not fetched': {
    code: 'BOOT_FILE_NOT_FETCHED',
    steps: [['dhcp']],
    symptom: 'silent',
    stage: 'script',
  },
  'a server that was down meanwhile': {
    code: 'SERVER_WAS_DOWN',
    steps: [['script'], ['kernel']],
    symptom: 'silent',
    stage: 'image',
    facts: { restarted: 50_000 },
  },
  'a missing image': {
    code: 'IMAGE_MISSING',
    steps: [['script', failed('image x does not exist')]],
    symptom: 'failed',
    stage: 'script',
    facts: {
      spec: { ...SPEC, problems: [{ code: 'IMAGE_MISSING', sentence: 'image x does not exist', remedy: 'import' }] },
    },
  },
  'an overlay that cannot be rendered': {
    code: 'OVERLAY_FAILED',
    steps: [['script'], ['system', failed('hosts.ww:3:5: no such field', 'OVERLAY_RENDER_FAILED')]],
    symptom: 'failed',
    stage: 'system',
  },
  'a machine nobody knows': {
    code: 'NODE_UNKNOWN',
    steps: [['script', failed('nobody knows this machine')]],
    symptom: 'failed',
    stage: 'script',
    facts: { known: false },
    without: ['spec'],
    node: '',
  },
  'a full disk': {
    code: 'DISK_FULL',
    steps: [['script'], ['image', failed('image could not be unpacked: cpio: No space left on device')]],
    symptom: 'failed',
    stage: 'image',
  },
  'a slow link': {
    code: 'SLOW_LINK',
    steps: [['script'], ['image', started]],
    symptom: 'slow',
    stage: 'image',
    facts: { usualRate: 100e6 },
  },
  'an image changed in the middle of a boot': {
    code: 'IMAGE_CHANGED',
    steps: [['script'], ['kernel', { digest: 'k1' }], ['image', failed('answered 404')]],
    symptom: 'failed',
    stage: 'image',
    facts: { imageNow: image(0.3 * GB, 0.8 * GB, 'i2') },
  },
  'a transfer that stands still': {
    code: 'TRANSFER_STALLED',
    steps: [['script'], ['image', started]],
    symptom: 'stalled',
    stage: 'image',
  },
  'an init that never reports': {
    code: 'INIT_SILENT',
    steps: [['script'], ['kernel'], ['image'], ['system']],
    symptom: 'silent',
    stage: 'init',
  },
  'a first stage that never asks': {
    code: 'FIRST_STAGE_SILENT',
    steps: [['script'], ['kernel'], ['initramfs']],
    symptom: 'silent',
    stage: 'manifest',
  },
  'a system that does not come up': {
    code: 'SYSTEM_SILENT',
    steps: [['kernel'], ['image'], ['init']],
    symptom: 'silent',
    stage: 'up',
  },
  'a loader in a loop': {
    code: 'LOADER_LOOP',
    steps: [['boot-file'], ['boot-file'], ['boot-file']],
    symptom: 'looping',
    stage: 'script',
  },
  'nothing at all': { code: undefined, steps: [['dhcp'], ['script']], symptom: 'ahead', stage: 'kernel' },
};

describe('the cause of a stuck boot', () => {
  it.each(Object.entries(CASES))('%s', (_name, { code, ...given }) => {
    expect(codeOf(given)).toBe(code);
  });
});
