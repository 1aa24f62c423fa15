import { siteSchema } from './schema.ts';

/** A plugin as far as its options are concerned. */
export interface SchemaPlugin {
  readonly name: string;
  readonly summary?: string;
  readonly configSchema?: object;
}

/**
 * JSON Schema (draft 7) of a configuration for editors: core's, with the names and options of these plugins. Plugins
 * that are not among them can be written as a path or a package name that says it is one.
 */
export function configSchema(plugins: readonly SchemaPlugin[]): Readonly<Record<string, unknown>> {
  const options = Object.fromEntries(plugins.map((plugin) => [plugin.name, optionsSchema(plugin)]));
  const names = plugins.map(({ name, summary }) => ({
    const: name,
    ...(summary === undefined ? {} : { description: summary }),
  }));
  const elsewhere = { type: 'string', pattern: FOREIGN, description: 'a path, or any npm package' };
  const items = {
    anyOf: [
      ...names,
      elsewhere,
      {
        type: 'object',
        description: 'one name, with its options below it',
        properties: options,
        patternProperties: { [FOREIGN]: {} },
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
      },
      ...plugins.map(({ name }) => tuple({ const: name }, options[name])),
      tuple(elsewhere, {}),
    ],
  };
  const schema = JSON.parse(JSON.stringify(siteSchema)) as { properties: Record<string, object> };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'muster.config',
    ...schema,
    properties: { ...schema.properties, plugins: { ...schema.properties.plugins, items } },
  };
}

/** Paths, scoped packages and packages named as plugins. */
const FOREIGN = '[/]|^muster-plugin-';

/** YAML writes a plugin whose options are all defaults as `name:` with nothing behind it, which is null. */
function optionsSchema({ configSchema: schema, summary }: SchemaPlugin): object {
  const description = summary === undefined ? {} : { description: summary };
  if (schema === undefined) return { type: ['object', 'null'], additionalProperties: false, ...description };
  const bare = Object.entries(JSON.parse(JSON.stringify(schema)) as object).filter(([key]) => key !== '$schema');
  return { anyOf: [Object.fromEntries(bare), { type: 'null' }], ...description };
}

function tuple(name: object, options: unknown): object {
  return { type: 'array', items: [name, options], minItems: 1, maxItems: 2 };
}
