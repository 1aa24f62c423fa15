import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Where } from '../errors/index.ts';
import { overlayErrors } from '../errors/overlay.ts';
import type { OverlayRule } from './types.ts';

/** What an `overlay.yaml` says. */
export interface OverlayManifest {
  readonly summary?: string;
  readonly rules: readonly OverlayRule[];
}

type Key = string | number;

/** Highest uid and gid that newc archives and the kernel take. */
const MAX_ID = 0xfffffffe;

/** Reads the text of an `overlay.yaml`; throws OVERLAY_MANIFEST_INVALID with line and column. */
export function parseManifest(overlay: string, file: string, text: string): OverlayManifest {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const fail = (reason: string, offset: number, path?: readonly Key[]): never => {
    const { line, col } = counter.linePos(offset);
    const where: Where = { file, line, column: col, ...(path && path.length > 0 ? { path: path.join('.') } : {}) };
    throw overlayErrors.badManifest(overlay, where, reason);
  };
  const [broken] = document.errors;
  if (broken !== undefined) return fail(broken.message, broken.pos[0]);
  return new Reader(document, fail).manifest();
}

class Reader {
  readonly #document: Document.Parsed;
  readonly #fail: (reason: string, offset: number, path?: readonly Key[]) => never;

  constructor(document: Document.Parsed, fail: (reason: string, offset: number, path?: readonly Key[]) => never) {
    this.#document = document;
    this.#fail = fail;
  }

  manifest(): OverlayManifest {
    if (this.#document.contents === null) return { rules: [] };
    this.#keys([], ['summary', 'files']);
    const summary = this.#value(['summary']);
    if (summary !== undefined && typeof summary !== 'string') this.#refuse(['summary'], 'has to be text');
    const rules = this.#document.has('files') ? this.#rules() : [];
    return { ...(typeof summary === 'string' ? { summary } : {}), rules };
  }

  #rules(): OverlayRule[] {
    return this.#keys(['files']).map((pattern) => {
      const path = ['files', pattern];
      if (!pattern.startsWith('/') && pattern !== '**') this.#refuse(path, 'has to begin with a slash');
      this.#keys(path, ['mode', 'uid', 'gid', 'backup', 'run']);
      const mode = this.#mode([...path, 'mode']);
      const uid = this.#id([...path, 'uid']);
      const gid = this.#id([...path, 'gid']);
      const backup = this.#flag([...path, 'backup']);
      const run = this.#line([...path, 'run']);
      return {
        pattern,
        ...(mode === undefined ? {} : { mode }),
        ...(uid === undefined ? {} : { uid }),
        ...(gid === undefined ? {} : { gid }),
        ...(backup === undefined ? {} : { backup }),
        ...(run === undefined ? {} : { run }),
      };
    });
  }

  #keys(path: readonly Key[], allowed?: readonly string[]): string[] {
    const map = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    if (!isMap(map)) return this.#refuse(path, 'has to be a mapping');
    return map.items.map(({ key }) => {
      const name = isScalar(key) ? String(key.value) : '';
      const offset = (isScalar(key) ? key.range?.[0] : undefined) ?? 0;
      if (name === '') this.#fail('a key has to be text', offset, path);
      if (allowed !== undefined && !allowed.includes(name)) {
        this.#fail(`"${name}" is not known here; allowed are ${allowed.join(', ')}`, offset, path);
      }
      return name;
    });
  }

  /** YAML 1.2 reads a bare 0600 as six hundred: only quoted text says clearly that it is octal. */
  #mode(path: readonly Key[]): number | undefined {
    const value = this.#value(path);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || !/^0?[0-7]{3,4}$/.test(value)) {
      return this.#refuse(path, 'has to be octal digits in quotation marks, e.g. "0600"');
    }
    return Number.parseInt(value, 8);
  }

  #id(path: readonly Key[]): number | undefined {
    const value = this.#value(path);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX_ID) {
      return this.#refuse(path, 'has to be a number: nodes may not know the names of this machine');
    }
    return value;
  }

  #flag(path: readonly Key[]): boolean | undefined {
    const value = this.#value(path);
    return value === undefined || typeof value === 'boolean' ? value : this.#refuse(path, 'has to be true or false');
  }

  #line(path: readonly Key[]): string | undefined {
    const value = this.#value(path);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || !/^[^\p{Cc}]{1,1000}$/u.test(value)) {
      return this.#refuse(path, 'has to be one line for the shell of the node');
    }
    return value;
  }

  #value(path: readonly Key[]): unknown {
    return this.#document.hasIn(path) ? this.#document.getIn(path) : undefined;
  }

  #refuse(path: readonly Key[], reason: string): never {
    const node: unknown = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    const range =
      typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number] | undefined) : undefined;
    return this.#fail(`${path.join('.') || 'the file'} ${reason}`, range?.[0] ?? 0);
  }
}
