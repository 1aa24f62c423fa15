import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CpioEntry, FileType } from '@muster/wire';
import { imageErrors } from '../errors/image.ts';
import { findBootLoaders } from './boot-loaders.ts';
import { CAPABILITIES_FILE, listCapabilities } from './capabilities.ts';
import { archiveTree } from './cpio-archive.ts';
import { readExcludes } from './excludes.ts';
import { buildForm, type FormSource } from './forms/build-form.ts';
import { type FormRecord, IMAGE_FORMS, type ImageForm } from './forms/types.ts';
import { gzip } from './gzip.ts';
import { recoverRootfs } from './import-image.ts';
import { findKernels } from './kernels.ts';
import { announce, folderOf, knownRecord, type Places, pruneBlobs, rootfsOf } from './places.ts';
import { writeRecord } from './record.ts';
import { resolveInRoot } from './root-path.ts';
import { listTree } from './tree.ts';
import type { ArchiveRecord, ImageRecord, KernelRecord, LoaderRecord, OnProgress } from './types.ts';

/** Bytes between two reports of progress. */
const REPORT_EVERY = 16 * 1024 * 1024;

const NO_GETCAP =
  'capabilities of files are not looked for: getcap is missing (apt install libcap2-bin); nodes in a single stage go without them';

/** Makes kernels and archive of an image's tree, and points its record to them. The caller holds the image's lock. */
export async function buildImage(
  places: Places,
  name: string,
  { forms, onProgress }: { forms: readonly ImageForm[]; onProgress: OnProgress },
): Promise<ImageRecord> {
  const old = await knownRecord(places, name);
  await recoverRootfs(folderOf(places, name));
  const root = rootfsOf(places, name);
  if ((await stat(root).catch(() => undefined))?.isDirectory() !== true) throw imageErrors.treeMissing(name, root);

  onProgress({ step: 'finding kernels' });
  const kernels: KernelRecord[] = [];
  for (const { version, path, file } of await findKernels(root)) {
    kernels.push({ version, path, ...(await places.blobs.add(file)) });
  }
  if (kernels.length === 0) onProgress({ step: 'the tree has no kernel: nodes cannot boot from it', warning: true });
  const loaders = await keepLoaders(places, root);
  onProgress({ step: 'listing files' });
  const entries = await listTree(root, await readExcludes(root));
  const capabilities = await listCapabilities(root, entries);
  if (capabilities === undefined) onProgress({ step: NO_GETCAP, warning: true });
  const archive = await buildArchive(places, { name, root, entries, capabilities }, onProgress);
  const built = await buildForms(places, old, forms, { root, entries }, onProgress);

  const initramfs = initramfsStillFitting(old, kernels);
  const record: ImageRecord = {
    name,
    source: old.source,
    imported: old.imported,
    kernels,
    archive,
    ...(loaders.length === 0 ? {} : { loaders }),
    ...(Object.keys(built).length === 0 ? {} : { forms: built }),
    attributes: {
      ...(capabilities === undefined ? {} : { capabilities: capabilities.length }),
      selinux: await usesSelinux(root),
    },
    ...(initramfs === undefined ? {} : { initramfs }),
  };
  await writeRecord(folderOf(places, name), record);
  await announce(places);
  await pruneBlobs(places);
  return record;
}

async function keepLoaders({ blobs }: Places, root: string): Promise<LoaderRecord[]> {
  const loaders: LoaderRecord[] = [];
  for (const { arch, files } of await findBootLoaders(root)) {
    const kept = [];
    for (const { role, path, file } of files) kept.push({ role, path, ...(await blobs.add(file)) });
    loaders.push({ arch, files: kept });
  }
  return loaders;
}

/** Those the image had, and those that are wanted besides. */
async function buildForms(
  places: Places,
  old: ImageRecord,
  wanted: readonly ImageForm[],
  source: FormSource,
  onProgress: OnProgress,
): Promise<NonNullable<ImageRecord['forms']>> {
  const forms: Partial<Record<ImageForm, FormRecord>> = {};
  for (const form of IMAGE_FORMS) {
    if (old.forms?.[form] === undefined && !wanted.includes(form)) continue;
    onProgress({ step: `making the ${form}` });
    forms[form] = await buildForm(places, form, source);
  }
  return forms;
}

/** selinux(8): what the system in the image is set up for. */
async function usesSelinux(root: string): Promise<boolean> {
  const file = await resolveInRoot(root, '/etc/selinux/config');
  return file !== undefined && /^\s*SELINUX=(enforcing|permissive)\s*$/m.test(await readFile(file, 'utf8'));
}

interface ArchiveContent extends FormSource {
  readonly name: string;
  readonly capabilities: readonly string[] | undefined;
}

async function buildArchive(
  places: Places,
  { name, root, entries, capabilities = [] }: ArchiveContent,
  onProgress: OnProgress,
): Promise<ArchiveRecord> {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const step = 'making the archive';
  let reported = 0;
  const onBytes = (done: number): void => {
    if (done - reported < REPORT_EVERY) return;
    reported = done;
    onProgress({ step, done, total, unit: 'bytes' });
  };
  onProgress({ step, done: 0, total, unit: 'bytes' });
  const more = capabilities.length === 0 ? [] : capabilitiesMembers(capabilities);
  let uncompressedSize = 0;
  const counted = function* (): Generator<Uint8Array, void, undefined> {
    for (const bytes of archiveTree({ image: name, root, entries, more, onBytes })) {
      uncompressedSize += bytes.length;
      yield bytes;
    }
  };
  const { digest, size } = await places.blobs.put(gzip(counted()));
  onProgress({ step, done: total, total, unit: 'bytes' });
  return { format: 'cpio', compression: 'gzip', digest, size, uncompressedSize, built: new Date().toISOString() };
}

function capabilitiesMembers(capabilities: readonly string[]): CpioEntry[] {
  const data = Buffer.from(capabilities.map((line) => `${line}\n`).join(''), 'utf8');
  return [
    { path: dirname(CAPABILITIES_FILE), mode: FileType.directory | 0o700 },
    { path: CAPABILITIES_FILE, mode: FileType.regular | 0o600, data },
  ];
}

/** A first stage holds modules of one kernel build: it stays only with the very kernel it was made for. */
function initramfsStillFitting(old: ImageRecord, kernels: readonly KernelRecord[]): ImageRecord['initramfs'] {
  const fitting = Object.entries(old.initramfs ?? {}).filter(([version]) => {
    const before = old.kernels.find((kernel) => kernel.version === version);
    return kernels.some((kernel) => kernel.version === version && kernel.digest === before?.digest);
  });
  return fitting.length === 0 ? undefined : Object.fromEntries(fitting);
}
