import { parse } from 'yaml';
import { operationErrors } from '../errors/operations.ts';
import { messageOf } from '../errors/index.ts';
import { parseFieldPath } from './field-path.ts';

/** One edit of the body of a node or profile. `value` undefined takes the entry out; `null` hides what profiles give. */
export interface FieldChange {
  /** Keys from the body's root, e.g. `['networkDevices', 'default', 'mtu']`. */
  readonly path: readonly string[];
  readonly value?: unknown;
}

type Body = Readonly<Record<string, unknown>>;

/** The body after the changes, in order. Mappings that become empty go away with their last entry. */
export function changeBody(body: Body, changes: readonly FieldChange[]): Body {
  return changes.reduce<Body>((current, { path, value }) => change(current, path, value), body);
}

/** `path=value` as on the command line; the value is YAML: `kernel.args=[quiet, ~splash]`, `tags.rack="07"`. */
export function parseAssignment(text: string): FieldChange {
  const equals = text.indexOf('=');
  if (equals < 1) throw operationErrors.assignment(text, 'there is no "=" after a field');
  const written = text.slice(equals + 1);
  try {
    const value: unknown = written === '' ? '' : parse(written);
    // JSON has no such number: on the way to a server it would become null, which hides what profiles give.
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('the number is not finite');
    return { path: parseFieldPath(text.slice(0, equals)), value };
  } catch (error) {
    throw operationErrors.assignment(text, messageOf(error));
  }
}

function change(body: Body, path: readonly string[], value: unknown): Body {
  const [key, ...rest] = path;
  if (key === undefined) return body;
  const changed = rest.length === 0 ? value : emptyAway(change(mapping(body[key]), rest, value), value);
  const others = Object.entries(body).filter(([name]) => name !== key || changed !== undefined);
  const kept = Object.fromEntries(others);
  return changed === undefined ? kept : { ...kept, [key]: changed };
}

function emptyAway(body: Body, value: unknown): Body | undefined {
  return value === undefined && Object.keys(body).length === 0 ? undefined : body;
}

function mapping(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
}
