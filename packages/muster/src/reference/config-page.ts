import { siteSchema } from '@muster/core';
import { code, GENERATED, markdownTable } from './markdown.ts';
import { standardPluginValues } from './standard-plugins.ts';

type Schema = Readonly<Record<string, unknown>>;

const INTRODUCTION = `# Configuration

One file, \`muster.config.yaml\` (or \`.yml\`, \`.json\`, \`.js\`, \`.mjs\`, \`.cjs\`, \`.ts\`, \`.mts\`), found in this order: \`--config PATH\`; in the
current folder \`muster.config.*\`, \`.config/muster.*\`, the key \`muster\` of \`package.json\`; \`/etc/muster/muster.config.*\`.
Relative paths and plugin names start at the file's folder. \`muster config check\` verifies it, \`muster config show --origin\`
tells where every value comes from, \`muster config schema\` prints its JSON Schema for editors.

In TypeScript and JavaScript, \`defineConfig\` of \`@muster/core\` types the configuration and the options of every plugin.
`;

/** docs/reference/config.md. */
export function configPage(): string {
  const keys = rowsOf(siteSchema as unknown as Schema, []).filter(([key]) => key !== '`$schema`');
  const plugins = standardPluginValues.map(({ name, summary, configSchema }) => {
    const rows = configSchema === undefined ? [] : rowsOf(configSchema as unknown as Schema, []);
    const options = rows.length === 0 ? 'No options.\n' : markdownTable(HEADINGS, rows);
    return `### ${name}\n\n${summary ?? ''}.\n\n${options}`;
  });
  return `${GENERATED}\n${INTRODUCTION}\n## Keys\n\n${markdownTable(HEADINGS, keys)}\n## Options of the standard plugins\n\n${plugins.join('\n')}`;
}

const HEADINGS = ['key', 'value', 'default', 'meaning'];

function rowsOf(schema: Schema, above: readonly string[]): string[][] {
  const properties = record(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).flatMap(([key, value]) => {
    const inner = record(value);
    const path = [...above, key];
    if (inner.properties !== undefined) return rowsOf(inner, path);
    const [each] = Object.values(record(inner.patternProperties));
    if (record(each).properties !== undefined)
      return [row(path, inner, ''), ...rowsOf(record(each), [...path, 'NAME'])];
    const fallback = inner.default === undefined ? '' : code(JSON.stringify(inner.default));
    return [row(path, inner, fallback === '' && required.includes(key) ? 'required' : fallback)];
  });
}

function row(path: readonly string[], schema: Schema, fallback: string): string[] {
  const { description } = schema;
  return [code(path.join('.')), typeText(schema), fallback, typeof description === 'string' ? description : ''];
}

function typeText(schema: Schema): string {
  const { type, const: constant, enum: values, anyOf, items, minimum, maximum } = schema;
  if (constant !== undefined) return code(JSON.stringify(constant));
  if (Array.isArray(values)) return values.map((value) => code(JSON.stringify(value))).join(', ');
  if (Array.isArray(anyOf)) return anyOf.map((branch) => typeText(record(branch))).join(' or ');
  if (type === 'array') return `list of ${typeText(record(items))}`;
  const range = minimum === undefined ? '' : `, ${text(minimum)} to ${maximum === undefined ? '…' : text(maximum)}`;
  return `${typeof type === 'string' ? type : 'any value'}${range}`;
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function record(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}
