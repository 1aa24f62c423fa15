import { fileURLToPath } from 'node:url';
import type { Client } from '../lab/index.ts';

/** What one run of wrk(1) found. */
export interface WebLoad {
  readonly requests: number;
  readonly seconds: number;
  /** Requests without an answer of status 2xx or 3xx in time. */
  readonly failed: number;
  /** Milliseconds from request to the end of the answer. */
  readonly p50: number;
  readonly p99: number;
}

/** `close`: a connection for every request, as boot firmware has it. */
export type Connections = 'close' | 'keep-alive';

const LUA = fileURLToPath(new URL('../../script.lua', import.meta.url));
const CLIENTS = 64;

/**
 * The client forgets closed connections at once. It stands for machines that have a port range each, and closes first where a
 * server's FIN comes after its answer: with its own ports all in TIME-WAIT, connect(2) searches them for milliseconds.
 */
export async function forgetClosedConnections(client: Client): Promise<void> {
  await client.exec('sysctl', ['-qw', 'net.ipv4.tcp_max_tw_buckets=64']);
}

/** Lets 64 clients ask for the paths in a file as fast as they are answered. */
export async function wrk(
  client: Client,
  base: string,
  { paths, connections, seconds }: { paths: string; connections: Connections; seconds: number },
): Promise<WebLoad> {
  const load = ['-t', '1', '-c', String(CLIENTS), '-d', `${seconds}s`, '--timeout', '5s'];
  const { stdout } = await client.exec('wrk', [...load, '-s', LUA, base, '--', paths, connections], {
    timeoutMs: (seconds + 20) * 1000,
  });
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`wrk printed no result:\n${stdout}`);
  const result = JSON.parse(line) as WebLoad;
  if (result.requests === 0 || result.failed > result.requests / 100) throw new Error(`requests failed: ${line}`);
  return result;
}
