import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { readSessionFile } from '../firmware/session-file.ts';
import { readMembers } from './members.ts';
import { ask, type AgentReply } from './request.ts';

export interface FakeAgentFacts {
  /** Base URL of the server, without trailing slash. */
  readonly url: string;
  readonly mac: string;
  /** Address of this machine; it is to be one of this host's. */
  readonly address: string;
}

/** One change that an agent took up. */
export interface AgentChange {
  /** `Date.now()` when all of it was there. */
  readonly at: number;
  /** Paths of the files that were fetched, and octets of their archive. */
  readonly files: readonly string[];
  readonly bytes: number;
}

/** What an agent asked. */
export interface AgentCosts {
  requests: number;
  /** Times it was sent away to come again later. */
  later: number;
  /** Requests that failed: no answer, or one of 400 and more. */
  failed: number;
}

const RETRY_MS = 1000;
/** Digests in one request line. */
const BATCH = 50;

/** The agent of a node that does not exist: speaks the protocol of `muster-agent`, and keeps files in memory. */
export class FakeAgent {
  readonly costs: AgentCosts = { requests: 0, later: 0, failed: 0 };
  /** Digests by path, as they stand in the manifest. */
  readonly files = new Map<string, string>();
  readonly #facts: FakeAgentFacts;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #token = '';
  #etag: string | undefined;

  constructor(facts: FakeAgentFacts) {
    this.#facts = facts;
  }

  /** Gets its token as a booting machine does, by its script and its session. */
  async boot(signal: AbortSignal): Promise<void> {
    const { mac } = this.#facts;
    const script = await this.#ask(`/ipxe/${mac}`, signal);
    const token = /[?&]token=([\w-]+)/.exec(script.body.toString('utf8'))?.[1] ?? '';
    const session = await this.#ask(`/v1/session/${mac}?token=${token}`, signal);
    if (session.status !== 200) throw new Error(`${mac} got no session: ${session.status}`);
    this.#token = readSessionFile(session.body).runToken ?? '';
  }

  /** Polls until the signal is aborted; tells each change once all of it is there. */
  async run(signal: AbortSignal, onChange: (change: AgentChange) => void): Promise<void> {
    while (!signal.aborted) {
      const change = await this.#turn(signal).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        this.costs.failed += 1;
        return error instanceof Error ? RETRY_MS : undefined;
      });
      if (typeof change === 'number')
        await delay(change * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      else if (change !== undefined) onChange(change);
    }
    this.#agent.destroy();
  }

  /** The change it took up, or the milliseconds to wait before the next attempt. */
  async #turn(signal: AbortSignal): Promise<AgentChange | number | undefined> {
    const headers = this.#etag === undefined ? {} : { 'If-None-Match': `"${this.#etag}"` };
    const answer = await this.#ask(this.#path('manifest?v=1'), signal, { headers });
    if (answer.status === 304) return undefined;
    if (answer.status === 503) {
      this.costs.later += 1;
      return Number(answer.headers['retry-after'] ?? 1) * 1000;
    }
    if (answer.status !== 200) throw new Error(`the manifest is answered with ${answer.status}`);
    const change = await this.#take(answer.body.toString('utf8'), signal);
    this.#etag = /"(\w+)"/.exec(answer.headers.etag ?? '')?.[1];
    const task = /^\w+ (\w+)$/.exec(String(answer.headers['muster-task'] ?? ''))?.[1];
    const outcome = change.files.length === 0 ? 'unchanged' : 'updated';
    const body = change.files.map((path) => `placed ${path} -\n`).join('');
    const query = `report?outcome=${outcome}${task === undefined ? '' : `&task=${task}`}`;
    await this.#ask(this.#path(query), signal, { method: 'POST', body });
    return change;
  }

  async #take(manifest: string, signal: AbortSignal): Promise<AgentChange> {
    const lines = manifest
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([type]) => type === 'file');
    const wanted = new Map(lines.map(([, , , , digest = '', , , path = '']) => [path, digest]));
    const files = [...wanted].filter(([path, digest]) => this.files.get(path) !== digest).map(([path]) => path);
    const digests = [...new Set(files.map((path) => wanted.get(path) ?? ''))];
    let bytes = 0;
    for (let start = 0; start < digests.length; start += BATCH) {
      const batch = digests.slice(start, start + BATCH);
      const { status, body } = await this.#ask(this.#path(`members?digests=${batch.join(',')}`), signal);
      if (status !== 200) throw new Error(`members are answered with ${status}`);
      const found = readMembers(body);
      if (batch.length !== found.size || batch.some((digest) => !found.has(digest))) {
        throw new Error(`asked for ${batch.length} members, and got ${found.size}`);
      }
      bytes += body.length;
    }
    this.files.clear();
    for (const [path, digest] of wanted) this.files.set(path, digest);
    return { at: Date.now(), files, bytes };
  }

  #path(rest: string): string {
    return `/v1/agent/${this.#facts.mac}/${rest}&token=${this.#token}`;
  }

  async #ask(
    path: string,
    signal: AbortSignal,
    more: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<AgentReply> {
    const { url, address } = this.#facts;
    this.costs.requests += 1;
    return ask(`${url}${path}`, { agent: this.#agent, localAddress: address, signal, ...more });
  }
}
