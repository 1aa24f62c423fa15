import type { RegistryView } from '../registry/types.ts';

/** Lines of /etc/hosts for all nodes, made once per content of the registry: 10 000 nodes want the same text. */
export class HostLines {
  #made = new WeakMap<RegistryView, string>();

  /** `ADDRESS NODE NODE-DEVICE` for primary devices, `ADDRESS NODE-DEVICE` for others; each with a newline. */
  of(registry: RegistryView): string {
    const known = this.#made.get(registry);
    if (known !== undefined) return known;
    const text = registry.nodeNames.map((name) => linesOf(registry, name)).join('');
    this.#made.set(registry, text);
    return text;
  }
}

function linesOf(registry: RegistryView, name: string): string {
  const node = registry.node(name);
  let text = '';
  for (const [device, { address }] of Object.entries(node?.networkDevices ?? {})) {
    if (address === undefined) continue;
    const [bare = ''] = address.split('/');
    text += device === node?.primaryNetwork ? `${bare} ${name} ${name}-${device}\n` : `${bare} ${name}-${device}\n`;
  }
  return text;
}
