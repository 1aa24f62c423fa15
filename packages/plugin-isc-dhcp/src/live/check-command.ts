import { type Command, type CommandRun, DhcpAsker, type NetworkConfig, serverOf } from '@muster/core';
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT, formatIPv4, macToBytes } from '@muster/wire';
import { iscDhcpErrors } from '../errors.ts';
import { hostsOfNode } from '../hosts.ts';
import { differences } from './compare.ts';
import { type Asked, expectedOffers } from './expected.ts';

/** A locally administered address that no machine has; always the same, so that a server keeps one address at most for it. */
const STRANGER = '02:4d:75:73:74:72';
const WAIT_SECONDS = 3;
/** How long further servers have after the first that answered, milliseconds. */
const OTHERS_MS = 200;

/** `muster dhcp check`: what the server that answers on the wire says otherwise than it should. */
export const checkCommand: Command = {
  name: 'dhcp check',
  summary: 'Ask the live DHCP server as each client class, and list what it answers otherwise than it should',
  options: [
    { flags: '--network <name>', summary: 'ask on this network only' },
    { flags: '--node <name>', summary: 'ask as this node; else as a machine nobody knows', completes: 'node' },
    { flags: '--server <address>', summary: 'ask this server as a relay agent, instead of by broadcast' },
    { flags: '--wait <seconds>', summary: 'how long a server has for its answer', default: WAIT_SECONDS },
  ],
  examples: ['muster dhcp check', 'muster dhcp check --node n01 --output json', 'muster dhcp check --server 10.9.0.5'],
  run: async (run) => {
    const rows: Readonly<Record<string, string>>[] = [];
    for (const asked of await askedFor(run)) rows.push(...(await checkNetwork(run, asked)));
    run.table(rows);
    if (rows.length > 0) throw iscDhcpErrors.checkDiffers(rows.length);
    if (run.options.output !== 'json') run.print('the server answers every client class as it should');
  },
};

async function askedFor({ lifecycle, options, site, snapshot }: CommandRun): Promise<Asked[]> {
  const only = textOf(options.network);
  const wanted = textOf(options.node);
  const networks: [string, NetworkConfig][] = Object.entries(site.networks).filter(
    ([name]) => only === undefined || name === only,
  );
  if (networks.length === 0) throw iscDhcpErrors.checkUnknown(`network "${only ?? ''}"`);
  if (wanted === undefined) return networks.map(([name, network]) => ({ name, network, host: undefined }));
  const from = await snapshot();
  const node = from.registry.node(wanted);
  const hosts = node === undefined ? [] : await hostsOfNode(lifecycle, node, from);
  const asked = networks.flatMap(([name, network]) =>
    hosts.filter((host) => host.network === name).map((host) => ({ name, network, host })),
  );
  if (asked.length === 0) throw iscDhcpErrors.checkUnknown(`node "${wanted}" with MAC and address there`);
  return asked;
}

async function checkNetwork(run: CommandRun, asked: Asked): Promise<Readonly<Record<string, string>>[]> {
  const { lifecycle, options, snapshot } = run;
  const server = textOf(options.server);
  const wait = Number(options.wait ?? WAIT_SECONDS) * 1000;
  const chaddr = macToBytes(asked.host?.hwaddr ?? STRANGER) ?? new Uint8Array(6);
  const asker = await openAsker(asked.network.address, server);
  try {
    const rows: Readonly<Record<string, string>>[] = [];
    for (const expected of await expectedOffers(lifecycle, await snapshot(), asked)) {
      const at = { network: asked.name, class: expected.clientClass.id };
      run.progress(`${at.network}: ${at.class}`);
      const { clientClass } = expected;
      const offers = await asker.offers({ clientClass, chaddr, wait, settle: OTHERS_MS });
      if (offers.length === 0) {
        rows.push({ ...at, server: server ?? '', what: 'offer', expected: 'an OFFER', got: '' });
        // Nobody is there, or nobody has an address left: the other classes would wait in vain as well.
        break;
      }
      for (const offer of offers) {
        const from = formatIPv4(serverOf(offer));
        rows.push(...differences(expected, offer).map((difference) => ({ ...at, server: from, ...difference })));
      }
    }
    return rows;
  } finally {
    await asker.close();
  }
}

async function openAsker(address: string, server: string | undefined): Promise<DhcpAsker> {
  try {
    return await DhcpAsker.open({ address, server });
  } catch (error) {
    throw iscDhcpErrors.checkPort(address, server === undefined ? DHCP_CLIENT_PORT : DHCP_SERVER_PORT, error);
  }
}

function textOf(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}
