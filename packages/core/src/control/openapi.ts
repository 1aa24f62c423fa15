import type { AnyProcedure } from './procedure.ts';
import { API_HEADER, AUTHOR_HEADER, CONTROL_API, LINES, PREFIX, REASON_HEADER } from './protocol.ts';
import { version } from './version.ts';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

const text = { type: 'string' };
const whole = { type: 'integer' };

const errorSchema = {
  type: 'object',
  properties: {
    code: { ...text, description: 'Stable identifier, e.g. NODE_EXISTS' },
    sentence: { ...text, description: 'What is wrong' },
    remedy: { ...text, description: 'What to do about it' },
    usage: { type: 'boolean', description: 'true: this can never be meant, whatever the site holds' },
    where: { type: 'object', properties: { file: text, line: whole, column: whole, path: text } },
    plugin: text,
    hook: text,
  },
  required: ['code', 'sentence', 'remedy'],
};

const headers = [
  [API_HEADER, 'Number of the control API the client speaks'],
  [AUTHOR_HEADER, 'Login name of who asks, in percent encoding'],
  [REASON_HEADER, 'Why, in percent encoding; kept with the snapshot'],
].map(([name, description]) => ({ name, in: 'header', required: false, description, schema: text }));

/** The API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0). */
export function openApiDocument(procedures: readonly AnyProcedure[]): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const what of procedures) {
    const path = `${PREFIX}${what.path}`;
    paths[path] = { ...paths[path], [what.method.toLowerCase()]: operation(what) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster control API',
      version: `${CONTROL_API}.0.0`,
      summary: `Served by Muster ${version} on the Unix socket control.sock of its state folder`,
    },
    servers: [{ url: '/', description: 'curl --unix-socket STATE/control.sock http://muster/v1/status' }],
    paths,
    components: {
      schemas: { Error: { type: 'object', properties: { error: errorSchema }, required: ['error'] } },
    },
  };
}

function operation(what: AnyProcedure): object {
  const { properties = {}, required = [] } = what.input as ObjectSchema;
  const query = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
  const body = { required: required.length > 0, content: { 'application/json': { schema: what.input } } };
  return {
    operationId: what.name,
    tags: [what.name.split('.')[0]],
    summary: what.summary,
    parameters: what.method === 'GET' ? [...query, ...headers] : headers,
    ...(what.method === 'GET' ? {} : { requestBody: body }),
    responses: {
      200: { description: what.kind === 'call' ? 'The answer' : 'A line for each item', content: contentOf(what) },
      default: {
        description: 'What is wrong',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** A call is answered by lines only when its work reports progress or warnings before it ends. */
function contentOf(what: AnyProcedure): object {
  const last =
    what.kind === 'call'
      ? object({ result: what.output })
      : { anyOf: [object({ item: what.output }), object({ beat: { const: true } }), object({ end: { const: true } })] };
  const progress = object({ progress: object({ step: text, done: whole, total: whole }, ['step']) });
  const warning = object({ warning: errorSchema });
  const lines = { schema: { anyOf: [last, progress, warning, { $ref: '#/components/schemas/Error' }] } };
  return what.kind === 'call' ? { 'application/json': { schema: what.output }, [LINES]: lines } : { [LINES]: lines };
}

function object(properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required };
}
