import { type Assignment, type BootRequest, bootRequest, type PayloadPart } from '@muster/core';
import type { TestProvisioner } from '../test-plugin.ts';
import type { LoaderEvent } from './event.ts';
import { LoaderFault } from './fault.ts';
import type { Surroundings } from './machine.ts';
import { NODE_ADDRESS, POOL_ADDRESS, SAMPLE } from './site.ts';
import type { Progress, Situation } from './situation.ts';

const STRANGER_MAC = '52:54:00:00:00:99';
const MOST_ROUNDS = 12;
/** What loaders wait for DHCP at least before they give up. */
export const NO_ADDRESS_SECONDS = 8;

/** The server of a situation, and time. */
export class LoaderServer implements Surroundings {
  readonly #situation: Situation;
  readonly #test: TestProvisioner;
  readonly #through: (script: string, url: string) => string;
  readonly #start = Date.now();
  #asked = 0;
  #kernels = 0;
  #seconds = 0;
  #address: string;
  #accepted = false;

  constructor(
    situation: Situation,
    test: TestProvisioner,
    through: (script: string, url: string) => string = (script) => script,
  ) {
    this.#through = through;
    this.#situation = situation;
    this.#test = test;
    this.#address = situation.accepted === undefined ? NODE_ADDRESS : POOL_ADDRESS;
    if (situation.refused === true) this.#address = POOL_ADDRESS;
  }

  /** Another machine, at the node's address, claims its boot first. */
  async takeBoot(): Promise<void> {
    const facts = { door: 'http', mac: SAMPLE.mac, remoteAddress: NODE_ADDRESS, time: this.#start };
    await this.#test.provisioner.lifecycle.assignScript(bootRequest(facts));
  }

  get progress(): Progress {
    return { asked: this.#asked, kernels: this.#kernels, seconds: this.#seconds };
  }

  async script(url: string): Promise<string> {
    const target = this.#reach(url);
    this.#asked += 1;
    if (this.#situation.away?.(this.progress) === true) throw new LoaderFault('nobody answers');
    const transport = target.protocol === 'http:' ? 'http' : 'tftp';
    const reply = await this.#test
      .fetch(target.href.slice(target.origin === 'null' ? `tftp://${target.host}`.length : target.origin.length), {
        transport,
        facts: this.#facts(target.searchParams),
      })
      .catch((error: unknown) => {
        throw new LoaderFault(error instanceof Error ? error.message : String(error));
      });
    if (reply.status !== 200 || reply.body.kind !== 'bytes') throw new LoaderFault(`status ${reply.status}`);
    return this.#through(Buffer.from(reply.body.bytes).toString('utf8'), url);
  }

  async payload(url: string): Promise<void> {
    this.#reach(url);
    const part = (await this.parts()).find(({ path }) => samePath(path, pathOf(url)));
    if (part?.role === 'kernel') this.#kernels += 1;
    if (this.#situation.away?.(this.progress) === true) throw new LoaderFault('nobody answers');
    if (part === undefined) throw new LoaderFault('not found');
    if (this.#situation.missing?.(part.name, this.progress) === true) throw new LoaderFault('not found');
  }

  pause(seconds: number): void {
    this.#seconds += seconds;
  }

  address(): void {
    if (this.#situation.noAddress?.(this.progress) === true) {
      this.pause(NO_ADDRESS_SECONDS);
      throw new LoaderFault('no answer by DHCP');
    }
    if (this.#accepted) this.#address = NODE_ADDRESS;
  }

  start(): void {
    if (this.#situation.refusesStart?.(this.progress) === true) throw new LoaderFault('the kernel cannot be started');
  }

  choose(entries: readonly string[]): string | undefined {
    return this.#situation.choose?.(entries);
  }

  isEnough(events: readonly LoaderEvent[]): boolean {
    return this.#situation.until?.(events) === true || this.#asked >= MOST_ROUNDS * 2;
  }

  /** What the node boots at this time, kernel first. */
  async parts(): Promise<readonly PayloadPart[]> {
    const { kernel, initrds = [] } = (await this.assignment())?.spec ?? {};
    return [...(kernel === undefined ? [] : [kernel]), ...initrds];
  }

  async assignment(): Promise<Assignment | undefined> {
    return await this.#test.assign(bootRequest({ door: 'explain', mac: SAMPLE.mac, network: 'cluster' }));
  }

  #reach(url: string): URL {
    const { baseUrl, nextServer } = this.#test.provisioner.lifecycle.endpoints({});
    const target = URL.canParse(url) ? new URL(url) : undefined;
    const known =
      target?.protocol === 'tftp:' ? target.host === nextServer : target?.origin === new URL(baseUrl).origin;
    if (target === undefined || !known) throw new LoaderFault(`nobody is at ${url}`);
    return target;
  }

  /** What the server learns of the machine: for a node as explanations do, for others as over HTTP. */
  #facts(query: URLSearchParams): Partial<BootRequest> {
    const { accepted, refused = false } = this.#situation;
    const time = this.#start + this.#seconds * 1000;
    const told = factsTold(query);
    if (refused) return { ...told, door: 'http', time, remoteAddress: this.#address };
    if (accepted === undefined) return {};
    this.#accepted ||= accepted(this.progress);
    const mac = this.#accepted ? SAMPLE.mac : STRANGER_MAC;
    // It waited under the MAC that is a node's now.
    if (this.#accepted && this.#address === POOL_ADDRESS) {
      this.#test.services.unknownMachines.sight({ mac, step: 'script', time });
    }
    return { ...told, door: 'http', time, remoteAddress: this.#address, mac };
  }
}

function factsTold(query: URLSearchParams): Partial<BootRequest> {
  const { uuid, serial, asset, manufacturer, product, token } = Object.fromEntries(query);
  return {
    ...(uuid === undefined || uuid === '' ? {} : { uuid }),
    ...(serial === undefined ? {} : { serial }),
    ...(asset === undefined ? {} : { assetTag: asset }),
    ...(manufacturer === undefined ? {} : { manufacturer, introduced: true }),
    ...(product === undefined ? {} : { product }),
    ...(token === undefined ? {} : { token }),
  };
}

/** Path and query of a URL as it is written. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]*/, '');
}

/** Paths that are one but for the token, and for what a URL may write either way. */
export function samePath(left: string, right: string): boolean {
  return withoutToken(left) === withoutToken(right);
}

export function withoutToken(path: string): string {
  return path.replace(/([?&])token=[^&]*/, '$1token=TOKEN');
}
