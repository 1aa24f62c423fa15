import { encodeText, type FuncMap, parse, sprigFunctions, type Template, TemplateError } from '@muster/gotemplate';
import { isMusterError, type MusterError, messageOf } from '../errors/index.ts';
import { overlayErrors } from '../errors/overlay.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { NetworkTable } from '../net/index.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { Facts } from './facts.ts';
import { FileTree } from './file-tree.ts';
import type { Includes } from './include.ts';
import { ruleApplier } from './rules.ts';
import { noteRead, templateData } from './template-data.ts';
import { outputFunctions } from './template-functions.ts';
import { TemplateOutput } from './template-output.ts';
import type { OverlayEntry, OverlayTree, RenderedEntry } from './types.ts';

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

type Parsed = WeakMap<Uint8Array, Template>;

/** Renders overlays in memory. Keeps parsed templates as long as a tree with their text is in use. */
export class Renderer {
  readonly #parsed: Parsed = new WeakMap();

  /** What the node gets, in path order. Throws a MusterError naming overlay, file, line and column. */
  render(job: RenderJob): RenderedEntry[] {
    const pass = new RenderPass(job, this.#parsed);
    const files = new FileTree();
    for (const tree of job.trees) {
      if (tree.error !== undefined) throw tree.error;
      const apply = ruleApplier(tree.rules ?? []);
      for (const entry of tree.entries) {
        if (entry.type !== 'template') files.put(asItIs(tree, entry, entry.type));
        else
          for (const { path, ...made } of pass.template(tree, entry))
            files.put({ path, ...apply(path, entry), ...made });
      }
    }
    return files.entries();
  }
}

function asItIs(tree: OverlayTree, entry: OverlayEntry, type: RenderedEntry['type']): RenderedEntry {
  const { path, mode, uid, gid, content, target } = entry;
  const common = { path, type, mode, uid, gid, overlay: tree.name };
  if (target !== undefined) return { ...common, target };
  return content === undefined ? common : { ...common, content };
}

type TemplateOutcome = Pick<RenderedEntry, 'path' | 'type' | 'overlay'> &
  ({ readonly content: Uint8Array } | { readonly target: string; readonly mode: number });

/** The templates of one job, which share their functions. */
class RenderPass {
  readonly #job: RenderJob;
  readonly #parsed: Parsed;
  readonly #funcs: FuncMap;
  #output = new TemplateOutput('/');

  constructor(job: RenderJob, parsed: Parsed) {
    this.#job = job;
    this.#parsed = parsed;
    this.#funcs = { ...job.funcs, ...outputFunctions(() => this.#output, job.includes) };
  }

  template(tree: OverlayTree, entry: OverlayEntry): TemplateOutcome[] {
    const { node, snapshot, networks, serverName, facts } = this.#job;
    const output = new TemplateOutput(entry.path);
    this.#output = output;
    const overlay = tree.name;
    const data = templateData({ node, snapshot, networks, serverName, overlay, source: entry.source });
    const onRead = (path: string): void => {
      noteRead(path, node, facts);
    };
    try {
      this.#parse(entry).executeTo(output, data, { funcs: this.#funcs, onRead });
    } catch (error) {
      throw templateFailure(overlay, node.name, entry.source, error);
    }
    return output
      .results()
      .map(({ path, text, target }) =>
        target === undefined
          ? { path, type: 'file', overlay, content: encodeText(text ?? '') }
          : { path, type: 'symlink', overlay, mode: 0o777, target },
      );
  }

  #parse({ source, content }: OverlayEntry): Template {
    const bytes = content ?? new Uint8Array();
    const known = this.#parsed.get(bytes);
    if (known !== undefined) return known;
    const text = Buffer.from(bytes).toString('utf8');
    const template = parse(source, text, { funcs: sprigFunctions, declare: Object.keys(this.#funcs) });
    this.#parsed.set(bytes, template);
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
