import {
  type Command,
  type CommandRun,
  giveRendered,
  type RenderedConf,
  type RenderedFile,
  renderOptions,
  type Snapshot,
} from '@muster/core';
import { checkWithDhcpd } from '../check.ts';
import type { Rendering } from '../dhcpd-conf.ts';
import { iscDhcpErrors } from '../errors.ts';
import { hostSource } from '../hosts.ts';
import { checkWithKea } from '../kea/check.ts';
import { keaClassesInclude, keaSubnetInclude } from '../kea/kea-conf.ts';
import type { Settings } from '../options.ts';
import { dhcpdInclude } from './dhcpd-include.ts';
import { classRows, networkRows, nodeRows } from './tables.ts';

type Program = Settings['program'];

/** `muster dhcp render`: what the site's own DHCP server needs, on standard output or into a file. */
export const renderCommand = (program: Program): Command => ({
  name: 'dhcp render',
  summary: "Render the configuration for the site's own DHCP server",
  options: [
    {
      flags: '--format <format>',
      summary:
        'full: all of it; include: classes and hosts for a file that the site writes; table: options to enter into any other server',
      default: 'full',
    },
    ...renderOptions('dhcpd -t (kea-dhcp4 -t)'),
    { flags: '--network <name>', summary: 'include for Kea: classes and reservations of the subnet of this network' },
    { flags: '--networks', summary: 'table: the networks, instead of the client classes' },
    { flags: '--nodes', summary: 'table: the reservations of all nodes, instead of the client classes' },
  ],
  examples: [
    'muster dhcp render --check --file /etc/dhcp/dhcpd.conf',
    'muster dhcp render --format include --check --file /etc/dhcp/muster.conf',
    'muster dhcp render --format table --nodes --output json',
  ],
  run: async (run) => {
    const { format } = run.options;
    if (format === 'table') run.table(await rowsOf(run));
    else if (format === 'include') await giveRendered(run, await include(run, program));
    else if (format === 'full') await giveRendered(run, await full(run, program));
    else throw iscDhcpErrors.format(String(format));
  },
});

async function full({ lifecycle, snapshot }: CommandRun, program: Program): Promise<RenderedConf> {
  const kind = program === 'kea' ? 'kea-conf' : 'dhcpd-conf';
  const made: RenderedFile | undefined = await lifecycle.render(kind, { snapshot: await snapshot() });
  if (made === undefined) throw new Error(`no plugin renders ${kind}`);
  const { text } = made;
  return { text, check: () => (program === 'kea' ? checkWithKea(text) : checkWithDhcpd(text)) };
}

async function include(run: CommandRun, program: Program): Promise<RenderedConf> {
  const { rendering, snapshot } = await from(run);
  if (program === 'dhcpd') {
    const text = await dhcpdInclude(rendering, snapshot);
    return { text, check: () => checkWithDhcpd(text) };
  }
  const network = typeof run.options.network === 'string' ? run.options.network : undefined;
  const classes = await keaClassesInclude(rendering, snapshot);
  if (network === undefined) return { text: classes, check: () => checkWithKea(keaAround(classes)) };
  const cidr = snapshot.site.networks[network]?.cidr;
  if (cidr === undefined) throw iscDhcpErrors.checkUnknown(`network "${network}"`);
  const text = await keaSubnetInclude(rendering, snapshot, network);
  return { text, check: () => checkWithKea(keaAround(classes, `{ "id": 1, "subnet": "${cidr}",\n${text}}`)) };
}

/** The least that makes pieces a configuration. */
function keaAround(classes: string, subnet = ''): string {
  return `{ "Dhcp4": { "client-classes": [\n${classes}], "subnet4": [ ${subnet} ] } }\n`;
}

async function rowsOf(run: CommandRun) {
  const { rendering, snapshot } = await from(run);
  if (run.options.nodes === true) return nodeRows(rendering, snapshot);
  return run.options.networks === true ? networkRows(rendering, snapshot) : classRows(rendering, snapshot);
}

async function from({ lifecycle, snapshot }: CommandRun): Promise<{ rendering: Rendering; snapshot: Snapshot }> {
  return { rendering: { lifecycle, hosts: hostSource(lifecycle) }, snapshot: await snapshot() };
}
