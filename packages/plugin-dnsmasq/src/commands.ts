import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Command } from '@muster/core';
import { checkFile } from './check.ts';
import { inOneFile } from './conf/texts.ts';

/** `muster dnsmasq render`: what dnsmasq is told, as one dnsmasq.conf. */
export function renderCommand(program: string): Command {
  return {
    name: 'dnsmasq render',
    summary: 'Render what dnsmasq is told, as one dnsmasq.conf',
    options: [
      { flags: '--file <file>', summary: 'write to this file instead of standard output', completes: 'file' },
      { flags: '--check', summary: 'have dnsmasq --test read it first; nothing is written when it refuses' },
    ],
    examples: ['muster dnsmasq render', 'muster dnsmasq render --check --file /tmp/dnsmasq.conf'],
    run: async (run) => {
      const snapshot = await run.snapshot();
      const conf = await run.lifecycle.render('dnsmasq-conf', { snapshot });
      if (conf === undefined) throw new Error('no plugin renders dnsmasq-conf');
      const first = { about: '', lines: [`# Made by Muster for snapshot ${snapshot.number}.`] };
      const parts = [first, ...inOneFile(conf)];
      const text = `${parts.flatMap(({ lines }) => lines).join('\n')}\n`;
      if (run.options.check === true) {
        await inFolder(async (folder) => {
          const file = path.join(folder, 'dnsmasq.conf');
          await writeFile(file, text);
          await checkFile(program, file, parts);
        });
      }
      const { file } = run.options;
      if (typeof file !== 'string') {
        run.print(text.trimEnd());
        return;
      }
      await writeFile(file, text);
      run.print(`wrote ${file}`);
    },
  };
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'muster-dnsmasq-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
