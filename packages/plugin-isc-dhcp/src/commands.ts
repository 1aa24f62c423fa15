import { type Command, type CommandRun, giveRendered, type RenderedFile, renderOptions } from '@muster/core';
import { checkWithDhcpd } from './check.ts';
import { checkWithKea } from './kea/check.ts';
import type { Settings } from './options.ts';

/** `muster dhcp render`: the configuration the site's dhcpd or Kea needs, on standard output or into a file. */
export const renderCommand = (program: Settings['program']): Command => ({
  name: 'dhcp render',
  summary: "Render the configuration for the site's own ISC dhcpd or Kea",
  options: renderOptions('dhcpd -t (kea-dhcp4 -t)'),
  examples: ['muster dhcp render', 'muster dhcp render --check --file /etc/dhcp/dhcpd.conf'],
  run: async (run) => {
    const { text } = await rendered(run, program);
    await giveRendered(run, { text, check: () => (program === 'kea' ? checkWithKea(text) : checkWithDhcpd(text)) });
  },
});

async function rendered({ lifecycle, snapshot }: CommandRun, program: Settings['program']): Promise<RenderedFile> {
  const kind = program === 'kea' ? 'kea-conf' : 'dhcpd-conf';
  const made = await lifecycle.render(kind, { snapshot: await snapshot() });
  if (made === undefined) throw new Error(`no plugin renders ${kind}`);
  return made;
}
