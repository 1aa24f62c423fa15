import { fields } from '../config/path.ts';
import type { Origin, RegistryView } from '../registry/types.ts';
import { existingNode } from './nodes.ts';

/** One merged value of a node. */
export interface NodeValue {
  /** Dotted path, e.g. `networkDevices.default.address`. */
  readonly field: string;
  readonly value: unknown;
  /** Layers and place it came from; undefined for values Muster works out. */
  readonly origin: Origin | undefined;
}

const SECRET = '(hidden)';

/** Every merged value of a node with its origin; empty lists and mappings are left out, secrets hidden. */
export function describeNode(view: RegistryView, name: string): NodeValue[] {
  const known = existingNode(view, name);
  const origins = view.origins(known);
  return fields(view.node(known))
    .filter(([, value]) => !isEmpty(value))
    .map(([path, value]) => {
      const field = path.join('.');
      return { field, value: field === 'assetKey' ? SECRET : value, origin: origins.get(field) };
    });
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
