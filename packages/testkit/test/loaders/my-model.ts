import { LoaderFault, type LoaderMachine, type LoaderModel } from '../../src/index.ts';
import type { MyScript } from './my-plugin.ts';

/** The loader, as it would run on a machine: everything it does goes through `machine`. */
export const myModel: LoaderModel = {
  name: 'the only build',
  run: async (first, _url, machine) => {
    for (let text = first; ; ) {
      const script = JSON.parse(text) as MyScript;
      for (const line of script.shown) machine.show(line);
      const { kernel, initrds, args } = script.payload ?? { kernel: undefined, initrds: [], args: [] };
      const failed = await failure(async () => {
        if (kernel === undefined) return;
        for (const url of [kernel, ...initrds]) await machine.payload(url);
        machine.start({ kernel, initrds, commandLine: args.map(inKernelQuotes).join(' ') });
      });
      if (failed) machine.show('could not boot');
      text = await nextScript(script, machine);
    }
  },
};

async function nextScript({ seconds, again, dhcp }: MyScript, machine: LoaderMachine): Promise<string> {
  const { uuid, serial, assetTag, manufacturer, product } = machine.facts;
  const told = new URLSearchParams({ uuid, serial, asset: assetTag, manufacturer, product });
  for (;;) {
    machine.pause(seconds);
    let text: string | undefined;
    const failed = await failure(async () => {
      if (dhcp) machine.address();
      text = await machine.script(`${again}&${told.toString()}`);
    });
    if (!failed && text !== undefined) return text;
  }
}

async function failure(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    if (error instanceof LoaderFault) return true;
    throw error;
  }
}

/** Linux knows no other quotes, and no way to write one of them. */
function inKernelQuotes(word: string): string {
  return /\s/.test(word) && !word.includes('"') ? `"${word}"` : word;
}
