import { formatIPv4 } from '@muster/wire';
import type { Answer, Decision } from './answer.ts';

/** Addresses asked at a time, all clients together; beyond that an address is offered unasked, as without the check. */
const MOST_AT_ONCE = 64;
/** As long as an offer is held: a client that asks again gets its answer at once. */
const REMEMBER_MS = 30_000;
/** Addresses tried for one DISCOVER: its client does not wait for ever. */
const TRIES = 3;

/** Whether something answers at this address. */
export type Ping = (address: string) => Promise<boolean>;

/** What the check needs of the engine for one DISCOVER. */
export interface Offering {
  /** Chooses addresses, others than before for those that were set aside. */
  choose(): Decision;
  /** An address of a pool that the client does not hold already. */
  isNew(answer: Answer): boolean;
  /** Something else uses the address. */
  setAside(answer: Answer): Promise<void>;
}

/**
 * Asks addresses of pools whether something uses them before they are offered (RFC 2131 §2.2 has the server probe them).
 * Fixed addresses are not asked: the registry says whose they are, and the node itself may still answer there, with what
 * ran before.
 */
export class ConflictCheck {
  readonly #ping: Ping;
  readonly #now: () => number;
  readonly #free = new Map<number, number>();
  readonly #asking = new Map<number, Promise<boolean>>();

  constructor(ping: Ping, now: () => number) {
    this.#ping = ping;
    this.#now = now;
  }

  /** Offers of addresses that nothing answered at. */
  async offer(offering: Offering): Promise<Decision> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const decision = offering.choose();
      if (typeof decision === 'string') return decision;
      const taken = await this.#takenOf(decision.filter((answer) => offering.isNew(answer)));
      if (taken.length === 0) return decision;
      for (const answer of taken) await offering.setAside(answer);
    }
    return 'address-conflict';
  }

  async #takenOf(answers: readonly Answer[]): Promise<Answer[]> {
    const answered = await Promise.all(
      answers.map(async (answer) => 'grant' in answer && (await this.#isTaken(answer.grant.address))),
    );
    return answers.filter((_, index) => answered[index]);
  }

  async #isTaken(address: number): Promise<boolean> {
    const now = this.#now();
    if ((this.#free.get(address) ?? 0) > now) return false;
    const running = this.#asking.get(address);
    if (running !== undefined) return await running;
    if (this.#asking.size >= MOST_AT_ONCE) return false;
    const asking = this.#ask(address).finally(() => this.#asking.delete(address));
    this.#asking.set(address, asking);
    return await asking;
  }

  async #ask(address: number): Promise<boolean> {
    const taken = await this.#ping(formatIPv4(address));
    if (!taken) this.#remember(address);
    return taken;
  }

  #remember(address: number): void {
    const now = this.#now();
    this.#free.delete(address);
    this.#free.set(address, now + REMEMBER_MS);
    for (const [oldest, until] of this.#free) {
      if (until > now) break;
      this.#free.delete(oldest);
    }
  }
}
