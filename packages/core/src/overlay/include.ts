import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { overlayErrors } from '../errors/overlay.ts';
import type { Facts } from './facts.ts';
import { resolveInRoot } from './resolve-in-root.ts';

/** Files that templates read. All are noted as facts, missing ones too. */
export class Includes {
  readonly #facts: Facts;
  readonly #configFolder: string | undefined;
  readonly #imageRoot: ((image: string) => string) | undefined;

  constructor(facts: Facts, configFolder: string | undefined, imageRoot: ((image: string) => string) | undefined) {
    this.#facts = facts;
    this.#configFolder = configFolder;
    this.#imageRoot = imageRoot;
  }

  /** A file of the configuration folder without its last newline; empty when there is none. */
  site(name: string): string {
    return this.#siteText(name).replace(/\n$/, '');
  }

  /** A file of an image's tree without its last newline; empty when there is none. Links stay inside the tree. */
  image(image: string, name: string): string {
    if (image === '' || this.#imageRoot === undefined) return '';
    const root = this.#imageRoot(image);
    const find = (): string | undefined => resolveInRoot(root, name);
    this.#facts.depend(`image-file:${image}:${name}`, () => stamp(find()));
    return textOf(find()).replace(/\n$/, '');
  }

  /** Lines of a file of the configuration folder before the first that contains `end`, then `end`. */
  block(name: string, end: string): string {
    const lines = this.#siteText(name).split('\n');
    if (lines.at(-1) === '') lines.pop();
    const stop = lines.findIndex((line) => line.includes(end));
    return [...(stop === -1 ? lines : lines.slice(0, stop)), end].join('\n');
  }

  /** What a path of this machine leads to once all links are followed; empty when it leads nowhere. */
  target(name: string): string {
    const read = (): string => {
      try {
        return realpathSync(name);
      } catch {
        return '';
      }
    };
    this.#facts.depend(`link:${name}`, read);
    return read();
  }

  #siteText(name: string): string {
    const folder = this.#configFolder;
    if (folder === undefined) return '';
    const file = path.resolve(folder, name);
    this.#facts.depend(`file:${file}`, () => stamp(file));
    this.#refuseOutside(folder, file, name);
    return textOf(file);
  }

  #refuseOutside(folder: string, file: string, name: string): void {
    const real = this.target(file);
    const within = (parent: string, child: string): boolean => child.startsWith(`${parent}${path.sep}`);
    if (within(folder, file) && (real === '' || within(this.target(folder), real))) return;
    throw overlayErrors.outsideRoot('the configuration folder', name);
  }
}

function textOf(file: string | undefined): string {
  if (file === undefined || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return '';
  return readFileSync(file, 'utf8');
}

function stamp(file: string | undefined): string {
  const facts = file === undefined ? undefined : statSync(file, { bigint: true, throwIfNoEntry: false });
  return facts === undefined ? 'absent' : `${facts.ino}:${facts.size}:${facts.mtimeNs}:${facts.ctimeNs}`;
}
