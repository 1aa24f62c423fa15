import type { Leaving, LoaderEvent, StartedKernel } from './event.ts';
import { LoaderEnded, LoaderFault } from './fault.ts';

/** What a machine's SMBIOS says, and its network cards. */
export interface MachineFacts {
  /** Of the card it boots over, lower-case with colons. */
  readonly mac: string;
  /** Of a card that it does not boot over. */
  readonly otherMac: string;
  readonly uuid: string;
  readonly serial: string;
  readonly assetTag: string;
  readonly manufacturer: string;
  readonly product: string;
  /** There is a disk with something to start. */
  readonly disk: boolean;
}

/** What a machine meets: the server, and time. Rejecting with LoaderFault is a failure that the script sees. */
export interface Surroundings {
  /** The text behind a URL. */
  script(url: string): Promise<string>;
  payload(url: string): Promise<void>;
  pause(seconds: number): void;
  address(): void;
  /** Throws LoaderFault where the kernel does not start. */
  start(kernel: StartedKernel): void;
  /** Which entry of a menu somebody at the machine takes; undefined: nobody is there. */
  choose(entries: readonly string[]): string | undefined;
  /** Called for every event; true: that was enough. */
  isEnough(events: readonly LoaderEvent[]): boolean;
}

/** Commands between two requests before a script is taken to spin. */
const MOST_COMMANDS = 20_000;

/**
 * The machine a model of a loader runs on: all it does goes through here and is written down. Everything may throw
 * LoaderEnded, which a model lets pass.
 */
export class LoaderMachine {
  readonly facts: MachineFacts;
  readonly events: LoaderEvent[] = [];
  readonly #surroundings: Surroundings;
  #commands = 0;

  constructor(facts: MachineFacts, surroundings: Surroundings) {
    this.facts = facts;
    this.#surroundings = surroundings;
  }

  /** To be called for every command, so that one that never ends is noticed. */
  step(): void {
    this.#commands += 1;
    if (this.#commands > MOST_COMMANDS) this.#end({ kind: 'spins' });
  }

  async script(url: string): Promise<string> {
    return await this.#fetch('script', url, () => this.#surroundings.script(url));
  }

  async payload(url: string): Promise<void> {
    await this.#fetch('payload', url, () => this.#surroundings.payload(url));
  }

  pause(seconds: number): void {
    if (!Number.isFinite(seconds) || seconds < 0) throw new LoaderFault('no number of seconds');
    this.#surroundings.pause(seconds);
    this.#happen({ kind: 'pause', seconds });
  }

  address(): void {
    try {
      this.#surroundings.address();
    } catch (error) {
      if (error instanceof LoaderFault) this.#happen({ kind: 'address', found: false });
      throw error;
    }
    this.#happen({ kind: 'address', found: true });
  }

  show(text: string): void {
    this.#happen({ kind: 'shown', text });
  }

  /** What the loader prints of a line that is none of its commands. */
  complain(text: string): void {
    this.#happen({ kind: 'complaint', text });
  }

  /** The entry that is taken: somebody's choice, else after `seconds` the default; undefined seconds wait for ever. */
  menu(entries: readonly string[], standard: string, seconds: number | undefined): string {
    const chosen = this.#surroundings.choose(entries);
    if (chosen === undefined && seconds === undefined) this.leave('prompt', 'a menu without a timeout');
    if (chosen === undefined && seconds !== undefined) this.#surroundings.pause(seconds);
    const taken = chosen ?? standard;
    this.#happen({ kind: 'menu', entries, taken, seconds });
    return taken;
  }

  start(kernel: StartedKernel): never {
    this.#surroundings.start(kernel);
    return this.#end({ kind: 'boot', ...kernel });
  }

  leave(how: Leaving, why: string): never {
    return this.#end({ kind: 'left', how, why });
  }

  async #fetch<T>(kind: 'script' | 'payload', url: string, get: () => Promise<T>): Promise<T> {
    try {
      const got = await get();
      this.#happen({ kind, url, found: true });
      return got;
    } catch (error) {
      if (error instanceof LoaderFault) this.#happen({ kind, url, found: false });
      throw error;
    }
  }

  #happen(event: LoaderEvent): void {
    this.events.push(event);
    if (event.kind === 'script') this.#commands = 0;
    if (this.#surroundings.isEnough(this.events)) throw new LoaderEnded();
  }

  #end(event: LoaderEvent): never {
    this.events.push(event);
    throw new LoaderEnded(event);
  }
}
