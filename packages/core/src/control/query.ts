import type { AnyProcedure } from './procedure.ts';

type Input = Readonly<Record<string, unknown>>;
type Property = { readonly type?: unknown; readonly items?: Property };

/** Input of a GET as a query: text as it is, lists as repeated keys, everything else as JSON. */
export function toQuery(input: Input): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== undefined) query.append(key, typeof one === 'string' ? one : JSON.stringify(one));
    }
  }
  return query.toString();
}

/** The input a query stands for; what does not fit the schema is left as text, for the validation to refuse. */
export function fromQuery(what: Pick<AnyProcedure, 'input'>, text: string): Record<string, unknown> {
  const query = new URLSearchParams(text);
  const { properties = {} } = what.input as { properties?: Record<string, Property> };
  return Object.fromEntries(
    [...new Set(query.keys())].map((key) => {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      const values = query.getAll(key);
      if (property?.type === 'array') return [key, values.map((value) => parsed(value, property.items))];
      return [key, values.length === 1 ? parsed(values[0] ?? '', property) : values];
    }),
  );
}

function parsed(text: string, property: Property | undefined): unknown {
  if (property?.type === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
