import { breathe } from '../registry/breathe.ts';
import type { RegistryView } from '../registry/types.ts';

/** Lines of /etc/hosts for all nodes, made once per content of the registry: 10 000 nodes want the same text. */
export class HostLines {
  readonly #made = new WeakMap<RegistryView, string>();
  readonly #preparing = new WeakMap<RegistryView, Promise<void>>();
  #last = '';

  /** Makes them in slices, so that packets are answered meanwhile. Of those that wait for the same lines one makes them. */
  async prepare(registry: RegistryView): Promise<void> {
    if (this.#made.has(registry)) return;
    const known = this.#preparing.get(registry);
    const preparing = known ?? this.#inSlices(registry);
    if (known === undefined) this.#preparing.set(registry, preparing);
    await preparing;
  }

  /** `ADDRESS NODE NODE-DEVICE` for primary devices, `ADDRESS NODE-DEVICE` for others; each with a newline. */
  of(registry: RegistryView): string {
    const known = this.#made.get(registry);
    if (known !== undefined) return known;
    return this.#keep(registry, registry.nodeNames.map((name) => linesOf(registry, name)).join(''));
  }

  async #inSlices(registry: RegistryView): Promise<void> {
    const pause = breathe();
    const lines: string[] = [];
    for (const name of registry.nodeNames) {
      lines.push(linesOf(registry, name));
      await pause();
    }
    this.#keep(registry, lines.join(''));
  }

  #keep(registry: RegistryView, text: string): string {
    // The same string again compares at once, and is kept once.
    if (text !== this.#last) this.#last = text;
    this.#made.set(registry, this.#last);
    return this.#last;
  }
}

function linesOf(registry: RegistryView, name: string): string {
  let text = '';
  for (const { device, address, primary } of registry.addresses(name)) {
    const [bare = ''] = address.split('/');
    text += primary ? `${bare} ${name} ${name}-${device}\n` : `${bare} ${name}-${device}\n`;
  }
  return text;
}
