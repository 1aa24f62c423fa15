import { isDeepStrictEqual } from 'node:util';
import type { BootSpec, PayloadPart } from '../lifecycle/boot-spec.ts';
import type { Trace } from '../lifecycle/types.ts';

interface Step {
  readonly plugin: string;
  readonly hook: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Remembers which plugin made and changed what. */
export class Attributions {
  readonly #steps: Step[] = [];

  readonly trace: Trace = (plugin, hook, before, after) => {
    this.#steps.push({ plugin, hook, before, after });
  };

  /** Plugins that made an artifact of this kind, or refined it, in order; empty when none did. */
  makers(kind: string): string[] {
    const hooks = [`render(${kind})`, `render(${kind}).amend`];
    const changed = this.#steps.filter(
      ({ hook, before, after }) => hooks.includes(hook) && !isDeepStrictEqual(before, after),
    );
    return [...new Set(changed.map(({ plugin }) => plugin))];
  }

  /** Plugins that put a part of the payload where it is, or changed it. */
  ofPart(part: PayloadPart): string[] {
    return this.#changers((spec) => allParts(spec).find(({ name }) => name === part.name));
  }

  /** The plugin that first gave this kernel argument. */
  ofArgument(text: string): string {
    return this.#changers((spec) => spec.args.includes(text))[0] ?? 'core';
  }

  #changers(pick: (spec: BootSpec) => unknown): string[] {
    const changed = this.#steps.filter(
      ({ hook, before, after }) =>
        hook === 'assign' && !isDeepStrictEqual(pick(before as BootSpec), pick(after as BootSpec)),
    );
    return [...new Set(changed.map(({ plugin }) => plugin))];
  }
}

function allParts({ kernel, initrds, deploy }: BootSpec): PayloadPart[] {
  return [...(kernel === undefined ? [] : [kernel]), ...initrds, ...deploy];
}
