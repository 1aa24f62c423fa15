import { once } from 'node:events';
import type { LabProcess, Network, Stage, Vm } from '../lab/index.ts';

/** Tells on standard output what the quick start does, with the time since it began. */
export class Narrator {
  readonly #began = Date.now();

  title(text: string): void {
    console.log(`\n== ${text}`);
  }

  command(line: string): void {
    console.log(`$ ${line}`);
  }

  detail(line: string): void {
    console.log(`   ${line}`);
  }

  /** Prints the server's timeline and the stages seen on the console as they come; the returned function ends that. */
  followBoot(vm: Vm, server: LabProcess): () => void {
    const began = Date.now();
    let told = server.output.length;
    let stage: Stage | undefined;
    const look = (): void => {
      const end = server.output.lastIndexOf('\n') + 1;
      const fresh = server.output.slice(told, end);
      told = Math.max(told, end);
      for (const line of fresh.split('\n').filter((text) => text.trim() !== '')) this.detail(`server   ${line}`);
      const now = vm.stage();
      if (now === stage) return;
      stage = now;
      this.detail(`console  +${((Date.now() - began) / 1000).toFixed(1)} s  ${now}`);
    };
    const timer = setInterval(look, 200);
    return () => {
      clearInterval(timer);
      look();
    };
  }

  /** Leaves everything running until Ctrl-C. */
  async keep(network: Network, key: string, address: string): Promise<void> {
    this.title('still running; Ctrl-C ends it. Log in from another terminal:');
    this.command(`ip netns exec ${network.namespace.name} ssh -i ${key} root@${address}`);
    await once(process, 'SIGINT');
    this.detail(`ran for ${Math.round((Date.now() - this.#began) / 1000)} s`);
  }
}
