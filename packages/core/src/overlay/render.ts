import { encodeText, type FuncMap, parse, sprigFunctions, type Template, TemplateError } from '@muster/gotemplate';
import { isMusterError, type MusterError, messageOf } from '../errors/index.ts';
import { overlayErrors } from '../errors/overlay.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { NetworkTable } from '../net/index.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { Facts } from './facts.ts';
import { FileTree } from './file-tree.ts';
import type { Includes } from './include.ts';
import { Reads } from './reads.ts';
import { type Ownership, ruleApplier } from './rules.ts';
import { SHARED_FROM } from './segment.ts';
import { SharedOutcomes } from './shared-outcomes.ts';
import { SharedTexts } from './shared-texts.ts';
import { noteRead, templateData } from './template-data.ts';
import { outputFunctions } from './template-functions.ts';
import { TemplateOutput } from './template-output.ts';
import type { Care, OverlayEntry, OverlayTree, PlacedEntry } from './types.ts';

/** What rendering one node's overlays needs. */
export interface RenderJob {
  readonly node: ResolvedNode;
  readonly snapshot: Snapshot;
  readonly networks: NetworkTable;
  readonly serverName: string;
  /** In the order they come to lie over each other. */
  readonly trees: readonly OverlayTree[];
  readonly facts: Facts;
  readonly includes: Includes;
  /** Functions besides those that steer the output. */
  readonly funcs: FuncMap;
}

type TemplateOutcome = Pick<PlacedEntry, 'path' | 'type' | 'overlay'> &
  ({ readonly content: readonly Uint8Array[] } | { readonly target: string; readonly mode: number });

/** Memory for large texts of templates, which many nodes get; beyond it the same text would be compressed again. */
const SHARED_TEXTS = 16 << 20;

/** Renders overlays in memory. Keeps parsed templates, and what they made for many nodes, as long as their overlays are in use. */
export class Renderer {
  readonly #parsed = new WeakMap<Uint8Array, Template>();
  readonly #outcomes = new SharedOutcomes<readonly TemplateOutcome[]>();
  readonly #texts = new SharedTexts(SHARED_TEXTS);

  /** What the node gets, in path order. Throws a MusterError naming overlay, file, line and column. */
  render(job: RenderJob): PlacedEntry[] {
    const pass = new RenderPass(job, { parsed: this.#parsed, outcomes: this.#outcomes, texts: this.#texts });
    const files = new FileTree();
    for (const tree of job.trees) {
      if (tree.error !== undefined) throw tree.error;
      const apply = ruleApplier(tree.rules ?? []);
      for (const entry of tree.entries) {
        if (entry.type !== 'template') files.put(asItIs(tree, entry, entry.type));
        else
          for (const { path, ...made } of pass.template(tree, entry))
            files.put({ path, ...placeOf(apply(path, entry)), ...made });
      }
    }
    return files.entries();
  }
}

function placeOf(owned: Ownership): Ownership {
  const { mode, uid, gid } = owned;
  return { mode, uid, gid, ...careOf(owned) };
}

function careOf({ backup, run }: Care): Care {
  return { ...(backup === undefined ? {} : { backup }), ...(run === undefined ? {} : { run }) };
}

function asItIs(tree: OverlayTree, entry: OverlayEntry, type: PlacedEntry['type']): PlacedEntry {
  const { path, mode, uid, gid, content, target } = entry;
  const common = { path, type, mode, uid, gid, overlay: tree.name, ...careOf(entry) };
  if (target !== undefined) return { ...common, target };
  return content === undefined ? common : { ...common, content: [content] };
}

interface Kept {
  readonly parsed: WeakMap<Uint8Array, Template>;
  readonly outcomes: SharedOutcomes<readonly TemplateOutcome[]>;
  readonly texts: SharedTexts;
}

/** The templates of one job, which share their functions. */
class RenderPass {
  readonly #job: RenderJob;
  readonly #kept: Kept;
  readonly #funcs: FuncMap;
  #output = new TemplateOutput('/');

  constructor(job: RenderJob, kept: Kept) {
    this.#job = job;
    this.#kept = kept;
    this.#funcs = { ...job.funcs, ...outputFunctions(() => this.#output, job.includes) };
  }

  template(tree: OverlayTree, entry: OverlayEntry): readonly TemplateOutcome[] {
    const { node, snapshot, networks, serverName, facts } = this.#job;
    const overlay = tree.name;
    const data = templateData({ node, snapshot, networks, serverName, overlay, source: entry.source });
    const known = this.#kept.outcomes.find(entry, data, snapshot);
    if (known !== undefined) {
      facts.found.adopt(known.facts);
      return known.outcome;
    }
    const output = new TemplateOutput(entry.path);
    this.#output = output;
    const reads = new Reads();
    const onRead = (path: string): void => {
      noteRead(path, node, facts);
      reads.note(path);
    };
    const found = facts.during(() => {
      try {
        this.#parse(entry).executeTo(output, data, { funcs: this.#funcs, onRead });
      } catch (error) {
        throw templateFailure(overlay, node.name, entry.source, error);
      }
    });
    const outcome = this.#outcome(output, overlay);
    this.#kept.outcomes.keep(entry, data, snapshot, { reads, facts: found, outcome });
    return outcome;
  }

  #outcome(output: TemplateOutput, overlay: string): TemplateOutcome[] {
    const bytesOf = (text: string): Uint8Array =>
      text.length < SHARED_FROM ? encodeText(text) : this.#kept.texts.bytesOf(text);
    return output
      .results()
      .map(({ path, texts = [], target }) =>
        target === undefined
          ? { path, type: 'file', overlay, content: texts.map(bytesOf) }
          : { path, type: 'symlink', overlay, mode: 0o777, target },
      );
  }

  #parse({ source, content }: OverlayEntry): Template {
    const bytes = content ?? new Uint8Array();
    const known = this.#kept.parsed.get(bytes);
    if (known !== undefined) return known;
    const text = Buffer.from(bytes).toString('utf8');
    const template = parse(source, text, { funcs: sprigFunctions, declare: Object.keys(this.#funcs) });
    this.#kept.parsed.set(bytes, template);
    return template;
  }
}

function templateFailure(overlay: string, node: string, file: string, error: unknown): MusterError {
  if (!(error instanceof TemplateError)) {
    return isMusterError(error) ? error : overlayErrors.template(overlay, node, { file }, messageOf(error), error);
  }
  const { line, column, cause } = error;
  // Go's text repeats the place; where a function of ours refused, its own sentence says more than Go's wrapping.
  const plain = error.message.replace(/^template: .*?:\d+(:\d+)?: /, '');
  const reason = isMusterError(cause) ? `${cause.sentence}; ${cause.remedy}` : plain;
  return overlayErrors.template(overlay, node, { file, line, column }, reason, error);
}
