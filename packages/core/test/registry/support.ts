import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  createFileStore,
  createMemoryStore,
  type FileRegistryStore,
  type FileStoreOptions,
  type RegistryData,
  RegistryInvalidError,
  type RegistryView,
} from '../../src/registry/index.ts';

/** Runs of a property. */
export const RUNS = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

/** Time a property test may take, ms. */
export const FUZZ_TIMEOUT = 60_000 + RUNS * 10;

/** The network most tests use. */
export const NETWORKS = {
  cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1', gateway: '10.0.0.254', pool: '10.0.3.0-10.0.3.250' },
};

export interface Site {
  readonly folder: string;
  readonly state: string;
  readonly store: FileRegistryStore;
  readonly path: (name: string) => string;
  readonly write: (name: string, text: string) => Promise<void>;
  readonly reopen: (options?: Partial<FileStoreOptions>) => FileRegistryStore;
}

/** A registry folder with these files, removed when the test ends. */
export async function site(
  files: Readonly<Record<string, string>>,
  options: Partial<FileStoreOptions> = {},
): Promise<Site> {
  const root = await mkdtemp(join(tmpdir(), 'muster-registry-'));
  const folder = join(root, 'registry');
  const state = join(root, 'state');
  await mkdir(folder);
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const stores: FileRegistryStore[] = [];
  const reopen = (more: Partial<FileStoreOptions> = {}): FileRegistryStore => {
    const store = createFileStore({ folder, state, lockWaitMs: 200, ...options, ...more });
    stores.push(store);
    return store;
  };
  onTestFinished(async () => {
    for (const store of stores) await store.close();
    await rm(root, { recursive: true });
  });
  return { folder, state, store: reopen(), path: (name) => join(folder, name), write, reopen };
}

/** A view of data in memory. */
export function viewOf(data: RegistryData, networks?: FileStoreOptions['networks']): Promise<RegistryView> {
  return createMemoryStore(data, networks === undefined ? {} : { networks }).load();
}

/** What a load objects to, as `line:column path: sentence`. */
export async function problemsOf(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RegistryInvalidError)) throw new Error('no RegistryInvalidError was thrown', { cause: error });
  return error.problems.map(
    ({ where: { line, column, path }, sentence }) => `${line ?? ''}:${column ?? ''} ${path ?? ''}: ${sentence}`,
  );
}
