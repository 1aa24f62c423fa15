import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../src/control/openapi.ts';
import { procedures } from '../../src/control/procedures/index.ts';
import { raw, sampleServer } from './sample.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { readonly content: Record<string, { schema: object }> };
  readonly responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

const document = openApiDocument(procedures) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);

describe('the OpenAPI document', () => {
  it('is served, and names the routes that are registered, all of them and no others', async () => {
    const { server, socket } = await sampleServer();
    const { status, body } = await raw(socket, 'GET', '/v1/openapi.json');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(document)));
    const documented = operations.map(({ route }) => route);
    expect([...server.routes].sort()).toEqual(['GET /v1/openapi.json', ...documented].sort());
  });

  // https://spec.openapis.org/oas/v3.1.0: what it requires of the objects used here.
  it('is one of OpenAPI 3.1', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Muster control API', version: '1.0.0' } });
    for (const path of Object.keys(document.paths)) expect(path).toMatch(/^\/v1(\/[a-z.-]+)+$/);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { route, operation } of operations) {
      const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(names).size, route).toBe(names.length);
      for (const parameter of operation.parameters) expect(['query', 'header']).toContain(parameter.in);
      expect(Object.keys(operation.responses)).toEqual(['200', 'default']);
      for (const { description, content } of Object.values(operation.responses)) {
        expect(description).not.toBe('');
        expect(Object.keys(content).length).toBeGreaterThan(0);
      }
      if (route.startsWith('GET')) expect(operation.requestBody).toBeUndefined();
    }
  });

  it('holds schemas of JSON Schema 2020-12, and its references lead somewhere', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
    const schemas = [
      ...Object.values(document.components.schemas),
      ...operations.flatMap(({ operation }) => [
        ...operation.parameters.map(({ schema }) => schema),
        ...[operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
          Object.values(part?.content ?? {}).map(({ schema }) => schema),
        ),
      ]),
    ];
    for (const schema of schemas) {
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
      for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
        expect(document.components.schemas).toHaveProperty(name);
      }
    }
    expect(schemas.length).toBeGreaterThan(procedures.length);
  });

  it('names every procedure once, by noun and verb, with inputs a query can hold', () => {
    for (const { name, method, input, summary } of procedures) {
      expect(name).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
      expect(summary).toMatch(/^[A-Z]/);
      const { type, properties = {} } = input as { type: string; properties?: Record<string, { type?: string }> };
      expect(type).toBe('object');
      if (method === 'POST') continue;
      for (const { type: one } of Object.values(properties)) {
        expect(['string', 'integer', 'number', 'boolean', 'array']).toContain(one);
      }
    }
  });
});
