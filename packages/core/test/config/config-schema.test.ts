import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/config-schema.ts';
import { validateWithSchema } from '../../src/config/validate.ts';

const schema = configSchema([
  { name: 'dhcp', summary: 'answers DHCP' },
  {
    name: 'ipxe',
    configSchema: Type.Object({ script: Type.Optional(Type.String()) }, { additionalProperties: false }),
  },
]);

function accepts(...plugins: unknown[]): boolean {
  const networks = { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } };
  return 'value' in validateWithSchema(schema, { networks, plugins });
}

describe('configSchema', () => {
  it('is plain JSON Schema', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });

  it('knows the names and options of the installed plugins', () => {
    expect(accepts('dhcp', 'ipxe', { ipxe: { script: 'a' } }, { ipxe: null }, ['ipxe', { script: 'a' }])).toBe(true);
    expect(accepts({ ipxe: { scirpt: 'a' } })).toBe(false);
    expect(accepts(['ipxe', { scirpt: 'a' }])).toBe(false);
    expect(accepts({ dhcp: { any: 1 } })).toBe(false);
    expect(accepts('ipxee')).toBe(false);
  });

  it('takes plugins from elsewhere with any options', () => {
    expect(accepts('./plugins/a.mjs', '@site/plugin', 'muster-plugin-x', { './a.mjs': { b: 1 } }, ['./a.mjs', 5])).toBe(
      true,
    );
  });
});
