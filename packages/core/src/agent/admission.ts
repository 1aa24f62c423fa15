/** Work that may wait in here before machines are sent away, milliseconds. */
const ROOM_MS = 2000;
/** A turn that nobody came for is given up after so long. */
const KEPT_MS = 120_000;
/** What preparing a node's answer takes until it was measured, and how fast the measure follows. */
const FIRST_COST_MS = 2;
const FOLLOW = 0.1;
/** Share of the time that is given away: DHCP and booting machines need theirs. */
const SHARE = 0.5;

/**
 * Who is served when many ask at once, as after a restart. As long as the work fits into {@link ROOM_MS}, everybody; then each gets
 * a turn behind the one before, and is let in when it comes back at its turn: those who came first are served first.
 */
export class Admission {
  readonly #turns = new Map<string, number>();
  #last = 0;
  #waiting = 0;
  #cost = FIRST_COST_MS;

  /** `cost` in milliseconds, to begin with. */
  constructor(cost = FIRST_COST_MS) {
    this.#cost = cost;
  }

  /** Undefined: come in. Else the whole seconds after which `machine` is to come again. */
  enter(machine: string, now: number): number | undefined {
    this.#forget(now);
    const turn = this.#turns.get(machine);
    if (turn !== undefined && turn > now) return secondsUntil(turn, now);
    if (turn === undefined && !this.#hasRoom(now)) {
      this.#last = Math.max(this.#last, now + ROOM_MS / SHARE) + this.#cost / SHARE;
      this.#turns.set(machine, this.#last);
      return secondsUntil(this.#last, now);
    }
    this.#turns.delete(machine);
    this.#waiting += 1;
    return undefined;
  }

  /** One that was let in is served, which took `ms`. */
  leave(ms: number): void {
    this.#waiting -= 1;
    this.#cost += (ms - this.#cost) * FOLLOW;
  }

  /** While turns are outstanding newcomers come behind them, however empty it is at the moment. */
  #hasRoom(now: number): boolean {
    return this.#last <= now && this.#waiting * this.#cost < ROOM_MS;
  }

  #forget(now: number): void {
    for (const [machine, turn] of this.#turns) {
      if (turn + KEPT_MS > now) return;
      this.#turns.delete(machine);
    }
  }
}

/** Rounded up: who came a moment too early would be sent away again. */
function secondsUntil(turn: number, now: number): number {
  return Math.max(1, Math.ceil((turn - now) / 1000));
}
