import { constructFromEvents, parseEvents } from 'js-yaml';
import { isMusterError, messageOf, type Where } from '../errors/index.ts';
import type { BodyCheck } from './check-body.ts';
import { type LineTable, lineTable, whereOf } from './locate.ts';
import { ENTRY_NAME } from './names.ts';
import { expandNodeSet, isNodeSet } from './nodeset.ts';
import { isMapping } from './overlay-bodies.ts';
import type { RegistryProblem } from './problem.ts';
import type { PlainEntry, Section } from './source-file.ts';
import { type KeyPlace, type ParsedYaml, readSimpleYaml } from './simple-yaml.ts';
import { pairsOf, REGISTRY_YAML } from './yaml-events.ts';

/** What one file holds, and what is wrong with it; entries at fault are left out. */
export interface ReadText {
  readonly profiles: readonly PlainEntry[];
  readonly nodes: readonly PlainEntry[];
  readonly problems: readonly RegistryProblem[];
}

interface Reading {
  readonly path: string;
  readonly text: string;
  readonly lines: LineTable;
  readonly check: BodyCheck;
  readonly report: (sentence: string, remedy: string, where: Where) => void;
}

const MOST_PROBLEMS = 100;

/** Parses and checks the text of one registry file; `path` is for messages. */
export function readRegistryText(path: string, text: string, check: BodyCheck): ReadText {
  const lines = lineTable(text);
  const problems: RegistryProblem[] = [];
  const result = { profiles: [] as PlainEntry[], nodes: [] as PlainEntry[], problems };
  const report: Reading['report'] = (sentence, remedy, where) => {
    if (problems.length < MOST_PROBLEMS) problems.push({ sentence, remedy, where });
  };
  const parsed = parse(text);
  if ('sentence' in parsed) {
    report(parsed.sentence, 'correct the YAML there', { file: path, ...lines(parsed.offset) });
    return result;
  }
  const { keys, root } = parsed;
  if (root === undefined || root === null) return result;
  if (!isMapping(root)) {
    report('the file is not a mapping', 'write "profiles:" and "nodes:" at its top', {
      file: path,
      line: 1,
      column: 1,
    });
    return result;
  }
  const reading = { path, text, lines, check, report };
  for (const [index, top] of keys.entries()) {
    const where = (): Where => ({ file: path, ...lines(top.offset), path: top.key });
    if (top.key === 'profiles' || top.key === 'nodes') {
      const end = keys[index + 1]?.offset ?? text.length;
      result[top.key] = readSection(reading, top.key, top, root[top.key], end, where);
    } else {
      const remedy = 'put nodes below "nodes:" and profiles below "profiles:"';
      report('is not a known key here; known here: profiles, nodes', remedy, where());
    }
  }
  return result;
}

function parse(text: string): ParsedYaml | { sentence: string; offset: number } {
  const simple = readSimpleYaml(text);
  if (simple !== undefined) return simple;
  try {
    const events = parseEvents(text, {});
    const documents = constructFromEvents(events, { source: text, schema: REGISTRY_YAML });
    if (documents.length > 1) {
      return { sentence: 'the file holds several documents (a line "---")', offset: text.lastIndexOf('\n---') + 1 };
    }
    const keys = [...pairsOf(events, text, 1)].map(({ key, offset, value }) => {
      return { key, offset, inner: [...pairsOf(events, text, value)] };
    });
    return { root: documents[0], keys };
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { position?: number } };
    return { sentence: `this is not YAML: ${reason ?? messageOf(error)}`, offset: mark?.position ?? 0 };
  }
}

function readSection(
  reading: Reading,
  section: Section,
  top: KeyPlace,
  bodies: unknown,
  sectionEnd: number,
  where: () => Where,
): PlainEntry[] {
  const { path, text, lines, check, report } = reading;
  if (bodies === null || bodies === undefined) return [];
  if (!isMapping(bodies)) {
    report('must be a mapping of names', `write every name on a line of its own below "${section}:"`, where());
    return [];
  }
  const entries: PlainEntry[] = [];
  for (const [index, { key, offset: start }] of top.inner.entries()) {
    const end = top.inner[index + 1]?.offset ?? sectionEnd;
    const at = (segments: readonly string[]): Where =>
      whereOf({ section, key, start, end, file: { path, text, lines } }, segments);
    const body = bodies[key] ?? {};
    const badName = nameProblem(section, key);
    const wrong = check(section, body);
    if (badName !== undefined) report(badName.sentence, badName.remedy, at([]));
    for (const { segments, sentence, remedy } of wrong) report(sentence, remedy, at(segments));
    if (badName === undefined && wrong.length === 0) entries.push([key, body, start, end]);
  }
  return entries;
}

function nameProblem(section: Section, key: string): { sentence: string; remedy: string } | undefined {
  if (ENTRY_NAME.test(key)) return undefined;
  if (section === 'profiles' || !isNodeSet(key)) {
    const sentence = `is not a name for a ${section === 'nodes' ? 'node' : 'profile'}`;
    return { sentence, remedy: 'begin with a letter or digit, then letters, digits and . _ -' };
  }
  try {
    if (expandNodeSet(key).length > 0) return undefined;
    return { sentence: 'stands for no node', remedy: 'name at least one node, or remove the entry' };
  } catch (error) {
    if (isMusterError(error)) return { sentence: error.sentence, remedy: error.remedy };
    throw error;
  }
}
