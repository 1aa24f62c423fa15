import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { writeFileDurably } from '../artifact/durable-file.ts';
import { compileSchema } from '../config/validate.ts';
import { imageErrors } from '../errors/image.ts';
import { messageOf } from '../errors/index.ts';
import type { ImageRecord } from './types.ts';

const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const bytes = Type.Integer({ minimum: 0 });

const form = Type.Object({ digest, size: bytes, built: Type.String() });

/** What stands in `image.json`. The name is the folder's, so that a renamed folder is a renamed image. */
const recordSchema = Type.Object({
  source: Type.String(),
  imported: Type.String(),
  kernels: Type.Array(Type.Object({ version: Type.String(), path: Type.String(), digest, size: bytes })),
  archive: Type.Optional(
    Type.Object({
      format: Type.Literal('cpio'),
      compression: Type.Literal('gzip'),
      digest,
      size: bytes,
      uncompressedSize: bytes,
      built: Type.String(),
    }),
  ),
  loaders: Type.Optional(
    Type.Array(
      Type.Object({
        arch: Type.String(),
        files: Type.Array(Type.Object({ role: Type.String(), path: Type.String(), digest, size: bytes })),
      }),
    ),
  ),
  forms: Type.Optional(
    Type.Object({
      'tar.gz': Type.Optional(form),
      'tar.zst': Type.Optional(form),
      squashfs: Type.Optional(form),
    }),
  ),
  attributes: Type.Optional(Type.Object({ capabilities: Type.Optional(bytes), selinux: Type.Boolean() })),
  initramfs: Type.Optional(Type.Record(Type.String(), Type.Object({ digest, size: bytes }))),
});

const checkRecord = compileSchema(recordSchema);

/** Record of the image in `folder`; undefined when there is none. Throws `IMAGE_RECORD_BROKEN`. */
export async function readRecord(folder: string, name: string): Promise<ImageRecord | undefined> {
  const file = join(folder, 'image.json');
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw imageErrors.recordBroken(file, messageOf(error));
  }
  const checked = checkRecord(value);
  if ('problems' in checked) {
    const [fault] = checked.problems;
    throw imageErrors.recordBroken(file, `${fault?.path ?? ''} ${fault?.sentence ?? ''}`.trim());
  }
  return { name, ...(value as Omit<ImageRecord, 'name'>) };
}

/** Replaces the record at once. */
export async function writeRecord(folder: string, record: ImageRecord): Promise<void> {
  const body = { ...record, name: undefined };
  await writeFileDurably(join(folder, 'image.json'), `${JSON.stringify(body, null, 2)}\n`);
}

/** Digests of all blobs a record points to. */
export function blobsOf(record: ImageRecord): string[] {
  return [
    ...record.kernels.map((kernel) => kernel.digest),
    ...(record.archive === undefined ? [] : [record.archive.digest]),
    ...(record.loaders ?? []).flatMap(({ files }) => files.map((file) => file.digest)),
    ...Object.values(record.forms ?? {}).map((form) => form.digest),
    ...Object.values(record.initramfs ?? {}).map((initramfs) => initramfs.digest),
  ];
}
