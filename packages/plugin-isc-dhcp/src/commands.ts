import { writeFile } from 'node:fs/promises';
import type { Command, CommandRun, RenderedFile } from '@muster/core';
import { checkWithDhcpd } from './check.ts';

/** `muster dhcp render`: the configuration the site's dhcpd needs, on standard output or into a file. */
export const renderCommand: Command = {
  name: 'dhcp render',
  summary: "Render the configuration for the site's own ISC dhcpd",
  options: [
    { flags: '--file <file>', summary: 'write to this file instead of standard output', completes: 'file' },
    { flags: '--check', summary: 'have dhcpd -t read it first; nothing is written when it refuses' },
  ],
  examples: ['muster dhcp render', 'muster dhcp render --check --file /etc/dhcp/dhcpd.conf'],
  run: async (run) => {
    const { text } = await rendered(run);
    if (run.options.check === true) await checkWithDhcpd(text);
    const { file } = run.options;
    if (typeof file !== 'string') {
      run.print(text.trimEnd());
      return;
    }
    await writeFile(file, text);
    run.print(`wrote ${file}`);
  },
};

async function rendered({ lifecycle, snapshot }: CommandRun): Promise<RenderedFile> {
  const made = await lifecycle.render('dhcpd-conf', { snapshot: await snapshot() });
  if (made === undefined) throw new Error('no plugin renders dhcpd-conf');
  return made;
}
