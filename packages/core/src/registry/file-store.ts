import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import type { NetworkConfig } from '../config/types.ts';
import { messageOf } from '../errors/index.ts';
import { registryErrors } from '../errors/registry.ts';
import { networkTable } from '../net/index.ts';
import type { Logger } from '../plugin/types.ts';
import { buildRegistry, type LoadedRegistry, restoreRegistry } from './build-view.ts';
import { normaliseEdits, verifyEdits } from './check-edits.ts';
import { sha256 } from './digest.ts';
import { editText, newText } from './edit-text.ts';
import { planEdits } from './edit-plan.ts';
import { nodeSchema } from './fields.ts';
import { type FileChange, replayIntent, writeTogether } from './journal.ts';
import { readLastGood, writeLastGood } from './last-good.ts';
import { type FolderTexts, readTexts, registryId } from './load-files.ts';
import { withLock } from './lock.ts';
import { workerProgram } from './read-off-thread.ts';
import { createReader, type FileText, type RegistryReader } from './reader.ts';
import type { RegistryEdit, RegistryStore, RegistryText, RegistryView } from './types.ts';
import { folderSignature, watchFolder } from './watch.ts';

export interface FileStoreOptions {
  /** Folder of `*.yaml` files (paths.registry); it need not exist. */
  readonly folder: string;
  /** Folder for the lock and the journal (paths.state). */
  readonly state: string;
  /** Networks of the configuration: prefix lengths and gateways are filled in from them. */
  readonly networks?: Readonly<Record<string, NetworkConfig>>;
  /** Fields contributed by plugins; asked for at the first use, when all plugins have contributed. */
  readonly nodeFields?: () => Readonly<Record<string, TSchema>>;
  /** Where the last good content is kept, e.g. `STATE/registry-last-good.json`; also spares parsing unchanged files at start. */
  readonly lastGoodFile?: string;
  /** How long a change waits for somebody else's, ms; default 30,000. */
  readonly lockWaitMs?: number;
  /** Default 100 and 2000, ms. */
  readonly watch?: { readonly debounceMs?: number; readonly pollMs?: number };
  /** Program of the parsing thread; default: the one beside this module. null: parse in place. */
  readonly worker?: URL | null;
  readonly log?: Logger;
}

/** A registry in YAML files. */
export interface FileRegistryStore extends RegistryStore {
  /** What was found good last, for a start with broken files; undefined when nothing was kept. */
  loadLastGood(): Promise<RegistryView | undefined>;
  /** Stops watching and waits for what is being written. */
  close(): Promise<void>;
}

const STABLE_TRIES = 10;

/** Twenty commands at once take their turns within it, also on a busy machine. */
const LOCK_WAIT_MS = 30_000;

/** Opens a folder of registry files. Nothing is read before load(). */
export function createFileStore(options: FileStoreOptions): FileRegistryStore {
  const { folder, state } = options;
  const lockFile = join(state, 'registry.lock');
  const journal = join(state, 'registry.intent.json');
  const networks = options.networks === undefined ? undefined : networkTable(options.networks);
  const watches = new Set<() => Promise<void>>();
  let reader: RegistryReader | undefined;
  let schema = '';
  let current: (LoadedRegistry & { signature: string }) | undefined;
  let savedId: string | undefined;
  let saving: Promise<void> = Promise.resolve();
  let queue: Promise<unknown> = Promise.resolve();

  /** Loads and changes happen one after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  };

  const open = async (): Promise<RegistryReader> => {
    if (reader !== undefined) return reader;
    const contributed = options.nodeFields?.() ?? {};
    reader = createReader(contributed, options.worker === undefined ? workerProgram() : (options.worker ?? undefined));
    schema = sha256(JSON.stringify(nodeSchema(contributed)));
    const good =
      options.lastGoodFile === undefined ? undefined : await readLastGood(options.lastGoodFile, schema, folder);
    reader.seed(good?.files ?? []);
    savedId = good?.id;
    return reader;
  };

  /** Texts that belong together: read again when somebody wrote meanwhile. */
  const readStable = async (tries = STABLE_TRIES): Promise<FolderTexts & { signature: string }> => {
    const signature = await folderSignature(folder);
    const read = await readTexts(folder);
    if (tries === 0 || (signature === (await folderSignature(folder)) && !existsSync(journal)))
      return { ...read, signature };
    return readStable(tries - 1);
  };

  const save = (loaded: LoadedRegistry): void => {
    const { lastGoodFile } = options;
    const { id } = loaded.view;
    if (lastGoodFile === undefined || savedId === id) return;
    savedId = id;
    saving = saving
      .then(() => writeLastGood(lastGoodFile, schema, { id, files: loaded.content.files }))
      .catch((error: unknown) => {
        options.log?.warn({ file: lastGoodFile, error: messageOf(error) }, 'the last good registry could not be kept');
      });
  };

  const keep = (loaded: LoadedRegistry, signature: string): LoadedRegistry => {
    current = { ...loaded, signature };
    save(loaded);
    return loaded;
  };

  const read = async (): Promise<LoadedRegistry> => {
    const { texts, problems, signature } = await readStable();
    if (problems.length === 0 && current?.view.id === registryId(texts)) return keep(current, signature);
    const parsed = await (await open()).read(texts);
    return keep(await buildRegistry(parsed.files, [...problems, ...parsed.problems], networks), signature);
  };

  /** After a change of our own, what the folder looks like is no news; unless somebody else was faster. */
  const keepWritten = async (loaded: LoadedRegistry): Promise<RegistryView> => {
    const { texts, signature } = await readStable();
    return keep(loaded, registryId(texts) === loaded.view.id ? signature : '').view;
  };

  /** Registry and texts as they would be after these edits. */
  const edited = async (before: LoadedRegistry, edits: readonly RegistryEdit[]) => {
    const opened = await open();
    const normal = normaliseEdits(edits, opened.check);
    const { texts, changes } = changedTexts(folder, before, normal);
    if (changes.length === 0) return { after: before, changes };
    const { files, problems } = await opened.read(texts);
    const after = await buildRegistry(files, problems, networks);
    await verifyEdits(before.content, after.content, normal, folder);
    return { after, changes };
  };

  const build = async (texts: readonly RegistryText[]): Promise<LoadedRegistry> => {
    // A reader of its own: the store's remembers the files that are current.
    const other = createReader(
      options.nodeFields?.() ?? {},
      options.worker === undefined ? workerProgram() : undefined,
    );
    const { files, problems } = await other.read(texts.map((text) => fileText(folder, text)));
    return buildRegistry(files, problems, networks);
  };

  return {
    load: () =>
      inTurn(async () => {
        if (existsSync(journal))
          await withLock(lockFile, options.lockWaitMs ?? LOCK_WAIT_MS, () => replayIntent(journal));
        return (await read()).view;
      }),

    apply: (edits, expectedId) =>
      inTurn(() =>
        withLock(lockFile, options.lockWaitMs ?? LOCK_WAIT_MS, async () => {
          await replayIntent(journal);
          const before = await read();
          if (expectedId !== undefined && expectedId !== before.view.id) {
            throw registryErrors.conflict(expectedId, before.view.id);
          }
          const { after, changes } = await edited(before, edits);
          if (changes.length === 0) return before.view;
          await writeTogether(journal, changes);
          return await keepWritten(after);
        }),
      ),

    preview: (edits) => inTurn(async () => (await edited(await read(), edits)).after.view),

    texts: (id) =>
      inTurn(async () => {
        const known = current?.view.id === id && current.signature === (await folderSignature(folder));
        const texts = known ? current?.content.files : (await readStable()).texts;
        if (texts === undefined || registryId(texts) !== id) return undefined;
        return texts.map(({ name, text = '' }) => ({ name, text }));
      }),

    viewOf: async (texts) => (await build(texts)).view,

    replace: (texts, expectedId) =>
      inTurn(() =>
        withLock(lockFile, options.lockWaitMs ?? LOCK_WAIT_MS, async () => {
          await replayIntent(journal);
          const found = await readStable();
          const id = registryId(found.texts);
          if (expectedId !== undefined && id !== expectedId) throw registryErrors.conflict(expectedId, id);
          const after = await build(texts);
          await writeTogether(journal, replacements(folder, found.texts, texts));
          return await keepWritten(after);
        }),
      ),

    watch: (listener) => {
      const stop = watchFolder(folder, {
        debounceMs: options.watch?.debounceMs ?? 100,
        pollMs: options.watch?.pollMs ?? 2000,
        look: () => inTurn(async () => ({ found: await folderSignature(folder), known: current?.signature })),
        changed: listener,
      });
      watches.add(stop);
      return Promise.resolve(async () => {
        watches.delete(stop);
        await stop();
      });
    },

    loadLastGood: () =>
      inTurn(async () => {
        await open();
        const good =
          options.lastGoodFile === undefined ? undefined : await readLastGood(options.lastGoodFile, schema, folder);
        return good === undefined ? undefined : restoreRegistry(good.id, good.files, networks);
      }),

    close: async () => {
      await Promise.all([...watches].map((stop) => stop()));
      await queue;
      await saving;
    },
  };
}

/** What turns the files found into these texts; files that are not among them go. */
function replacements(folder: string, found: readonly FileText[], texts: readonly RegistryText[]): FileChange[] {
  const wanted = new Map(texts.map(({ name, text }) => [name, text]));
  const written = [...wanted].flatMap(([name, text]) => {
    const before = found.find((file) => file.name === name);
    return before?.text === text ? [] : [{ path: join(folder, name), before: before?.digest, text }];
  });
  const removed = found.filter(({ name }) => !wanted.has(name));
  return [...written, ...removed.map(({ path, digest }) => ({ path, before: digest }))];
}

function fileText(folder: string, { name, text }: RegistryText): FileText {
  return { name, path: join(folder, name), digest: sha256(text), text };
}

/** Texts of all files after the edits, and which of them change. */
function changedTexts(folder: string, { content }: LoadedRegistry, edits: Parameters<typeof planEdits>[1]) {
  const plans = planEdits(content, edits);
  const changes: FileChange[] = [];
  const texts = content.files.map((file): FileText => {
    const plan = plans.get(file.name);
    const before = file.text ?? '';
    const text = plan === undefined ? before : editText(file, plan);
    if (text !== before) changes.push({ path: file.path, before: file.digest, text });
    return { name: file.name, path: file.path, digest: text === before ? file.digest : sha256(text), text };
  });
  for (const [name, plan] of plans) {
    if (content.files.some((file) => file.name === name)) continue;
    const text = newText(plan.additions);
    const path = join(folder, name);
    changes.push({ path, before: undefined, text });
    texts.push({ name, path, digest: sha256(text), text });
  }
  return { texts: texts.sort((a, b) => (a.name < b.name ? -1 : 1)), changes };
}
