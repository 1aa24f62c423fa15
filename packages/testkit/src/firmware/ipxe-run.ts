import { BootFault } from './fault.ts';
import { expandSettings, type IpxeScript, parseIpxeScript } from './ipxe-script.ts';

/** What a script's commands work with. */
export interface IpxeHost {
  readonly settings: Readonly<Record<string, string>>;
  /** Fetches what `kernel` and `initrd` name. */
  load(kind: 'kernel' | 'initrd', name: string, url: string): Promise<void>;
  /** Fetches a script. */
  script(url: string): Promise<string>;
  /** Gets an address anew. */
  dhcp(): Promise<void>;
  sleep(seconds: number): Promise<void>;
}

/** What is started in the end. */
export interface IpxeBoot {
  readonly kernelArgs: readonly string[];
}

/** Scripts in a row that only tell the machine to wait, before it is believed that nothing will come of it. */
const MOST_WAITS = 3;

type Step = { readonly next: 'on' } | { readonly next: 'script'; readonly text: string } | { readonly next: 'boot' };

/** Runs scripts, one chained from the other, until a kernel starts. Of iPXE's commands those of the 2019 build that scripts use. */
export async function runIpxe(text: string, host: IpxeHost): Promise<IpxeBoot> {
  let current = text;
  for (let waits = 0; waits < MOST_WAITS; ) {
    const run = new Run(parseIpxeScript(current), host);
    const step = await run.toEnd();
    if (step.next === 'boot') return { kernelArgs: run.kernelArgs };
    if (step.next === 'on') throw new BootFault('script', 'script-failed', 'the script ended without a boot');
    waits = run.loaded ? 0 : waits + 1;
    if (waits === MOST_WAITS) throw new BootFault('script', 'told-to-wait', run.said);
    current = step.text;
  }
  throw new BootFault('script', 'script-failed', 'no script');
}

class Run {
  readonly #script: IpxeScript;
  readonly #host: IpxeHost;
  readonly #echoes: string[] = [];
  #at = 0;
  kernelArgs: readonly string[] = [];
  /** It tried to load something: not just a script that says to wait. */
  loaded = false;

  constructor(script: IpxeScript, host: IpxeHost) {
    this.#script = script;
    this.#host = host;
  }

  get said(): string {
    return this.#echoes.filter((line) => line !== '').join('; ');
  }

  async toEnd(): Promise<Step> {
    while (this.#at < this.#script.statements.length) {
      const step = await this.#statement();
      if (step.next !== 'on') return step;
    }
    return { next: 'on' };
  }

  async #statement(): Promise<Step> {
    const statement = this.#script.statements[this.#at];
    this.#at += 1;
    let failed: unknown;
    for (const { after, words } of statement?.commands ?? []) {
      if ((after === '||' && failed === undefined) || (after === '&&' && failed !== undefined)) continue;
      try {
        failed = undefined;
        const step = await this.#command(words.map((word) => expandSettings(word, this.#host.settings)));
        if (step.next !== 'on') return step;
      } catch (error) {
        if (!(error instanceof BootFault) || error.fatal) throw error;
        failed = error;
      }
    }
    if (failed !== undefined) throw failed as Error;
    return { next: 'on' };
  }

  async #command([command = '', ...words]: readonly string[]): Promise<Step> {
    const { name, rest } = withoutOptions(words);
    const [first = '', ...args] = rest;
    switch (command) {
      case 'echo':
        this.#echoes.push(words.join(' '));
        break;
      case 'imgfree':
        break;
      case 'kernel':
      case 'initrd':
        this.loaded = true;
        if (command === 'kernel') this.kernelArgs = args;
        await this.#host.load(command, name ?? command, first);
        break;
      case 'sleep':
        await this.#host.sleep(Number(first));
        break;
      case 'dhcp':
        await this.#host.dhcp();
        break;
      case 'goto':
        this.#goto(first);
        break;
      case 'chain':
        return { next: 'script', text: await this.#host.script(first) };
      case 'boot':
        return { next: 'boot' };
      default:
        throw new BootFault('script', 'script-invalid', `the fake machine's iPXE has no command "${command}"`);
    }
    return { next: 'on' };
  }

  #goto(label: string): void {
    const target = this.#script.labels.get(label);
    if (target === undefined) throw new BootFault('script', 'script-invalid', `no label "${label}"`);
    this.#at = target;
  }
}

/** `--name X` with its value; other options of `chain` and `kernel` stand alone. */
function withoutOptions(words: readonly string[]): { readonly name?: string; readonly rest: readonly string[] } {
  let at = 0;
  let name: string | undefined;
  while (words[at]?.startsWith('--') === true) {
    if (words[at] === '--name') {
      name = words[at + 1];
      at += 1;
    }
    at += 1;
  }
  return { ...(name === undefined ? {} : { name }), rest: words.slice(at) };
}
