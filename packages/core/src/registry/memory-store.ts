import type { TSchema } from 'typebox';
import type { NetworkConfig } from '../config/types.ts';
import { registryErrors } from '../errors/registry.ts';
import { networkTable } from '../net/index.ts';
import { buildRegistry } from './build-view.ts';
import { normaliseEdits } from './check-edits.ts';
import { sha256 } from './digest.ts';
import { createReader } from './reader.ts';
import type { RegistryEdit, RegistryStore, RegistryText, RegistryView } from './types.ts';

type Bodies = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a registry file holds, as a value. */
export interface RegistryData {
  readonly profiles?: Bodies;
  readonly nodes?: Bodies;
}

export interface MemoryStoreOptions {
  readonly networks?: Readonly<Record<string, NetworkConfig>>;
  readonly nodeFields?: Readonly<Record<string, TSchema>>;
}

/** A registry that lives in memory, with the same checks as files: for tests, demonstrations and registries made by programs. */
export function createMemoryStore(data: RegistryData = {}, options: MemoryStoreOptions = {}): RegistryStore {
  const reader = createReader(options.nodeFields ?? {}, undefined);
  const networks = options.networks === undefined ? undefined : networkTable(options.networks);
  let held = data;

  const viewOfText = async (text: string): Promise<RegistryView> => {
    const { files, problems } = await reader.read([{ name: 'memory', path: '(memory)', digest: sha256(text), text }]);
    return (await buildRegistry(files, problems, networks)).view;
  };
  const view = (wanted: RegistryData): Promise<RegistryView> => viewOfText(textOf(wanted));
  const viewOf = (texts: readonly RegistryText[]): Promise<RegistryView> => viewOfText(texts[0]?.text ?? '{}');

  const edited = async (found: RegistryView, edits: readonly RegistryEdit[]) => {
    const profiles = new Map(Object.entries(held.profiles ?? {}));
    const nodes = new Map(Object.entries(held.nodes ?? {}));
    for (const { kind, name, body } of normaliseEdits(edits, reader.check)) {
      const target = kind === 'node' ? nodes : profiles;
      if (body === undefined && !target.has(name)) throw registryErrors.unknownEntry(kind, name, undefined);
      if (body === undefined) target.delete(name);
      else target.set(name, body);
    }
    const wanted = { profiles: Object.fromEntries(profiles), nodes: Object.fromEntries(nodes) };
    return { wanted, next: edits.length === 0 ? found : await view(wanted) };
  };

  return {
    load: () => view(held),
    apply: async (edits, expectedId) => {
      const found = await view(held);
      if (expectedId !== undefined && expectedId !== found.id) throw registryErrors.conflict(expectedId, found.id);
      const { wanted, next } = await edited(found, edits);
      held = wanted;
      return next;
    },
    preview: async (edits) => (await edited(await view(held), edits)).next,
    texts: async (id) => ((await view(held)).id === id ? [{ name: 'memory', text: textOf(held) }] : undefined),
    viewOf,
    replace: async (texts, expectedId) => {
      const found = await view(held);
      if (expectedId !== undefined && expectedId !== found.id) throw registryErrors.conflict(expectedId, found.id);
      const next = await viewOf(texts);
      held = JSON.parse(texts[0]?.text ?? '{}') as RegistryData;
      return next;
    },
    // Nobody but apply() changes it, and its caller knows.
    watch: () => Promise.resolve(() => Promise.resolve()),
  };
}

/** JSON is YAML, so positions in messages are those in this text. */
function textOf({ profiles = {}, nodes = {} }: RegistryData): string {
  return JSON.stringify({ profiles, nodes }, null, 2);
}
