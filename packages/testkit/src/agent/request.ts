import { type Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface AgentReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface AgentRequest {
  readonly agent: Agent;
  readonly localAddress: string;
  readonly signal: AbortSignal;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request, however long its answer takes. Rejects when there is no whole answer. */
export function ask(url: string, { body, ...options }: AgentRequest): Promise<AgentReply> {
  return new Promise((resolve, reject) => {
    const asked = request(url, options);
    asked.on('error', reject);
    asked.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    asked.end(body);
  });
}
