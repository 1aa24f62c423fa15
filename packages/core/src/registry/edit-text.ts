import { type Document, isMap, parseDocument, stringify, type ToStringOptions, YAMLMap } from 'yaml';
import { registryErrors } from '../errors/registry.ts';
import type { Addition, EntryChange, FilePlan } from './edit-plan.ts';
import { changeEntry, hasAlias } from './edit-yaml.ts';
import type { Section, SourceEntry, SourceFile } from './source-file.ts';

/** A stretch of the text and what takes its place. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const FORMAT: ToStringOptions = { lineWidth: 0, flowCollectionPadding: false };

/**
 * The text of a file after a plan. Only the entries concerned are parsed and printed again, everything else stays byte for
 * byte; files in a form where that cannot be done (flow style, anchors) are printed again as a whole.
 */
export function editText(file: SourceFile, plan: FilePlan): string {
  const crlf = file.text?.includes('\r\n') === true;
  const text = trySplices(file, plan) ?? editWhole(file, plan);
  return crlf ? text.replace(/\r?\n/g, '\r\n') : text;
}

/** The text of a new file holding these entries. */
export function newText(additions: readonly Addition[]): string {
  const sections = [...new Set(additions.map((addition) => addition.section))];
  return sections
    .map(
      (section) =>
        `${section}:\n${additionsText(
          additions.filter((addition) => addition.section === section),
          2,
        )}`,
    )
    .join('');
}

function trySplices(file: SourceFile, plan: FilePlan): string | undefined {
  const text = file.text ?? '';
  const splices: Splice[] = [];
  for (const section of ['profiles', 'nodes'] as const) {
    const additions = plan.additions.filter((addition) => addition.section === section);
    if (additions.length === 0) continue;
    const last = (file[section] as readonly SourceEntry[]).at(-1);
    const block = last === undefined ? undefined : blockOf(text, last);
    if (block === undefined) return undefined;
    const added = additionsText(additions, block.indent);
    splices.push({ start: block.end, end: block.end, text: text[block.end - 1] === '\n' ? added : `\n${added}` });
  }
  for (const [entry, change] of plan.entries) {
    const block = blockOf(text, entry);
    const changed =
      block === undefined ? undefined : editBlock(text.slice(block.start, block.end), block.indent, entry.key, change);
    if (block === undefined || changed === undefined) return undefined;
    splices.push({ start: block.start, end: block.end, text: changed });
  }
  // From the end on, so that offsets stay true; what is added after an entry goes before the entry's own change.
  splices.sort((a, b) => b.end - a.end || b.start - a.start);
  return splices.reduce(
    (result, splice) => result.slice(0, splice.start) + splice.text + result.slice(splice.end),
    text,
  );
}

/** The lines of an entry in block style, without the comments and blank lines that follow it; undefined in other styles. */
function blockOf(text: string, entry: SourceEntry): { start: number; end: number; indent: number } | undefined {
  const start = text.lastIndexOf('\n', entry.start - 1) + 1;
  const indent = entry.start - start;
  if (indent === 0 || !/^ *$/.test(text.slice(start, entry.start))) return undefined;
  let end = entry.end;
  if (end < text.length) end = text.lastIndexOf('\n', end - 1) + 1;
  while (end > entry.start) {
    const lineStart = text.lastIndexOf('\n', end - 2) + 1;
    const line = text.slice(lineStart, end);
    const depth = line.search(/\S/);
    if (lineStart <= start || (depth >= 0 && !(depth <= indent && /^\s*(#|\.\.\.)/.test(line)))) break;
    end = lineStart;
  }
  return { start, end, indent };
}

function editBlock(block: string, indent: number, key: string, change: EntryChange): string | undefined {
  if (change.remove) return '';
  const margin = ' '.repeat(indent);
  const lines = block.replace(/\r\n/g, '\n').split('\n');
  const document = parseDocument(
    lines.map((line) => (line.startsWith(margin) ? line.slice(indent) : line.trimStart())).join('\n'),
  );
  if (document.errors.length > 0 || !isMap(document.contents) || hasAlias(document)) return undefined;
  changeEntry(document, document.contents, key, change);
  return margined(document.toString(formatOf(block)), indent);
}

function editWhole(file: SourceFile, plan: FilePlan): string {
  const document = parseDocument(file.text ?? '');
  for (const [entry, change] of plan.entries)
    changeEntry(document, sectionOf(document, entry.section, file), entry.key, change);
  for (const { section, key, body } of plan.additions)
    sectionOf(document, section, file).set(key, document.createNode(body));
  return document.toString(formatOf(file.text ?? ''));
}

function sectionOf(document: Document, section: Section, file: SourceFile): YAMLMap {
  if (document.contents === null) document.contents = new YAMLMap();
  if (!isMap(document.contents)) throw registryErrors.editFailed(file.path, section);
  const known = document.contents.get(section, true);
  if (isMap(known)) {
    if (known.items.length === 0) known.flow = false;
    return known;
  }
  const map = new YAMLMap();
  document.contents.set(section, map);
  return map;
}

function additionsText(additions: readonly Addition[], indent: number): string {
  return additions.map(({ key, body }) => margined(stringify({ [key]: body }, FORMAT), indent)).join('');
}

function margined(text: string, indent: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(indent));
}

/** Prints as the text was written: width of indentation, lists below their key or not, blanks inside brackets. */
function formatOf(text: string): ToStringOptions {
  const step = /^( *)[^\s#-].*:[^\S\n]*\r?\n\1( +)[^\s#-]/m.exec(text)?.[2]?.length;
  const list = /^( *)[^\s#-].*:[^\S\n]*\r?\n\1( *)- /m.exec(text)?.[2];
  return {
    ...FORMAT,
    ...(step === undefined ? {} : { indent: step }),
    ...(list === undefined ? {} : { indentSeq: list !== '' }),
    flowCollectionPadding: /[[{] \S/.test(text),
  };
}
