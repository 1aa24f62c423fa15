import path from 'node:path';
import { StopExecution } from '@muster/gotemplate';
import { overlayErrors } from '../errors/overlay.ts';
import { SHARED_FROM } from './segment.ts';

/** One file or link a template made. */
export interface TemplateResult {
  /** Path in the node's root. */
  readonly path: string;
  /** In pieces: what the template wrote as one large text (`HostLines`) is a piece of its own. */
  readonly texts?: readonly string[];
  readonly target?: string;
}

/** One for all: making an error with its stack for every template that aborts would cost more than the template. */
const stop = new StopExecution();

class Slot {
  readonly path: string;
  target: string | undefined;
  readonly #large: string[] = [];
  #text = '';

  constructor(path: string) {
    this.path = path;
  }

  write(text: string): void {
    if (!standsAlone(text)) {
      this.#text += text;
      return;
    }
    this.#large.push(this.#text, text);
    this.#text = '';
  }

  get texts(): readonly string[] {
    return [...this.#large, this.#text].filter((text) => text !== '');
  }
}

/** Pieces are encoded one by one, which half a surrogate pair at an end would not survive. */
function standsAlone(text: string): boolean {
  const isSurrogate = (index: number): boolean => (text.charCodeAt(index) & 0xf800) === 0xd800;
  return text.length >= SHARED_FROM && !isSurrogate(0) && !isSurrogate(text.length - 1);
}

/**
 * Where a template's text goes. `file` starts another output and throws away what was written before the first one, unless
 * that was made a link; `softlink` makes the current output a link; `abort` ends the template and discards everything.
 */
export class TemplateOutput {
  readonly #default: Slot;
  readonly #named = new Map<string, Slot>();
  #current: Slot;
  #aborted = false;
  /** The rest of the line that holds `{{ file }}` does not belong to the file. */
  #atLineEnd = false;

  constructor(defaultPath: string) {
    this.#default = new Slot(defaultPath);
    this.#current = this.#default;
  }

  write(text: string): void {
    if (text === '') return;
    this.#current.write(this.#atLineEnd && text.startsWith('\n') ? text.slice(1) : text);
    this.#atLineEnd = false;
  }

  file(name: string): void {
    const folder = path.posix.dirname(this.#default.path);
    const where = name.startsWith('/') ? inside(name, name) : inside(`${folder}/${name}`, name);
    this.#current = new Slot(where);
    this.#named.set(where, this.#current);
    this.#atLineEnd = true;
  }

  softlink(target: string): void {
    this.#current.target = target;
  }

  abort(): never {
    this.#aborted = true;
    throw stop;
  }

  results(): TemplateResult[] {
    if (this.#aborted) return [];
    const slots = [...this.#named.values()];
    if (slots.length === 0 || this.#default.target !== undefined) slots.unshift(this.#default);
    return slots.map((slot) =>
      slot.target === undefined ? { path: slot.path, texts: slot.texts } : { path: slot.path, target: slot.target },
    );
  }
}

/** Joins without `.` and `..`; refuses what climbs above the root or names no file. */
function inside(joined: string, name: string): string {
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw overlayErrors.outsideRoot("the node's root", name);
  }
  if (parts.length === 0 || name.endsWith('/') || name.includes('\0'))
    throw overlayErrors.outsideRoot('what can be a file', name);
  return `/${parts.join('/')}`;
}
