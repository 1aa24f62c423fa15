import type { RegistryView } from '../registry/types.ts';

/** Lines of /etc/hosts for all nodes, made once per content of the registry: 10 000 nodes want the same text. */
export class HostLines {
  readonly #made = new WeakMap<RegistryView, string>();
  #last = '';

  /** `ADDRESS NODE NODE-DEVICE` for primary devices, `ADDRESS NODE-DEVICE` for others; each with a newline. */
  of(registry: RegistryView): string {
    const known = this.#made.get(registry);
    if (known !== undefined) return known;
    const text = registry.nodeNames.map((name) => linesOf(registry, name)).join('');
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
