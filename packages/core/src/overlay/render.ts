import { encodeText, type FuncMap, parse, type Template, TemplateError } from '@muster/gotemplate';
import { isMusterError, type MusterError, messageOf } from '../errors/index.ts';
import { overlayErrors } from '../errors/overlay.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
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
    const files = new FileTree();
    for (const tree of job.trees) {
      if (tree.error !== undefined) throw tree.error;
      for (const entry of tree.entries) for (const rendered of this.#entry(job, tree, entry)) files.put(rendered);
    }
    return files.entries();
  }

  #entry(job: RenderJob, tree: OverlayTree, entry: OverlayEntry): RenderedEntry[] {
    const { path, mode, uid, gid, content, target } = entry;
    if (entry.type === 'template') return this.#template(job, tree, entry);
    return [
      {
        path,
        type: entry.type,
        mode,
        uid,
        gid,
        overlay: tree.name,
        ...(entry.type === 'file' && content !== undefined ? { content } : {}),
        ...(target === undefined ? {} : { target }),
      },
    ];
  }

  #template(job: RenderJob, tree: OverlayTree, entry: OverlayEntry): RenderedEntry[] {
    const { node, snapshot, serverName, facts } = job;
    const output = new TemplateOutput(entry.path);
    const funcs = { ...job.funcs, ...outputFunctions(output, job.includes) };
    try {
      const template = this.#parse(entry, funcs);
      const data = templateData({ node, snapshot, serverName, overlay: tree.name, source: entry.source });
      template.executeTo(output, data, {
        funcs,
        onRead: (path) => {
          noteRead(path, node, facts);
        },
      });
    } catch (error) {
      throw templateFailure(tree.name, node.name, entry.source, error);
    }
    const apply = ruleApplier(tree.rules ?? []);
    return output.results().map(({ path, text, target }) => ({
      path,
      ...apply(path, entry),
      overlay: tree.name,
      ...(target === undefined
        ? { type: 'file' as const, content: encodeText(text ?? '') }
        : { type: 'symlink' as const, mode: 0o777, target }),
    }));
  }

  #parse({ source, content }: OverlayEntry, funcs: FuncMap): Template {
    const bytes = content ?? new Uint8Array();
    const known = this.#parsed.get(bytes);
    if (known !== undefined) return known;
    const template = parse(source, Buffer.from(bytes).toString('utf8'), { declare: Object.keys(funcs) });
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
