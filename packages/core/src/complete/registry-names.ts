import { load } from 'js-yaml';
import { readTexts } from '../registry/load-files.ts';
import { expandNodeSet, isNodeSet } from '../registry/nodeset.ts';
import type { RawBody } from './types.ts';

/** What registry files hold, without a check. */
export interface RegistryNames {
  readonly nodes: ReadonlySet<string>;
  readonly profiles: ReadonlySet<string>;
  readonly bodies: readonly RawBody[];
}

/** Reads names and bodies from a folder of registry files; files and entries that are broken are left out. */
export async function readRegistryNames(folder: string): Promise<RegistryNames> {
  const nodes = new Set<string>();
  const profiles = new Set<string>();
  const bodies: RawBody[] = [];
  const { texts } = await readTexts(folder).catch(() => ({ texts: [] }));
  for (const { text } of texts) {
    const sections = parsed(text);
    for (const [name, body] of Object.entries(mapping(sections.profiles))) {
      profiles.add(name);
      bodies.push(mapping(body));
    }
    for (const [key, body] of Object.entries(mapping(sections.nodes))) {
      for (const name of namesOf(key)) nodes.add(name);
      bodies.push(mapping(body));
    }
  }
  return { nodes, profiles, bodies };
}

function parsed(text: string): RawBody {
  try {
    return mapping(load(text));
  } catch {
    return {};
  }
}

function namesOf(key: string): readonly string[] {
  try {
    return isNodeSet(key) ? expandNodeSet(key) : [key];
  } catch {
    return [];
  }
}

function mapping(value: unknown): RawBody {
  return typeof value === 'object' && value !== null ? (value as RawBody) : {};
}
