import { type Command, giveRendered, inScratchFile, renderOptions } from '@muster/core';
import { checkFile } from './check.ts';
import { inOneFile } from './conf/texts.ts';

/** `muster dnsmasq render`: what dnsmasq is told, as one dnsmasq.conf. */
export function renderCommand(program: string): Command {
  return {
    name: 'dnsmasq render',
    summary: 'Render what dnsmasq is told, as one dnsmasq.conf',
    options: renderOptions('dnsmasq --test'),
    examples: ['muster dnsmasq render', 'muster dnsmasq render --check --file /tmp/dnsmasq.conf'],
    run: async (run) => {
      const snapshot = await run.snapshot();
      const conf = await run.lifecycle.render('dnsmasq-conf', { snapshot });
      if (conf === undefined) throw new Error('no plugin renders dnsmasq-conf');
      const first = { about: '', lines: [`# Made by Muster for snapshot ${snapshot.number}.`] };
      const parts = [first, ...inOneFile(conf)];
      const text = `${parts.flatMap(({ lines }) => lines).join('\n')}\n`;
      const check = () => inScratchFile('dnsmasq.conf', text, (file) => checkFile(program, file, parts));
      await giveRendered(run, { text, check });
    },
  };
}
