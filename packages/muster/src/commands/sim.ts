import type { FleetProgress } from '@muster/testkit';
import { type CliCommand, listOf, textOf } from '../command.ts';
import type { CliContext } from '../context.ts';

/** Between lines on what is no terminal. */
const LINE_MS = 5000;

export const sim: CliCommand = {
  name: 'sim',
  summary: 'Boot fake machines in front of the running server, and sum up what that takes',
  arguments: [{ syntax: '[nodeset]', summary: 'nodes to boot; all without it', completes: 'nodeset' }],
  options: [
    { flags: '--nodes <number>', summary: 'at most so many machines' },
    {
      flags: '--invent <names>',
      summary: 'machines that are no nodes, by names such as sim[001-100]: what a rack of strangers costs',
    },
    {
      flags: '--class <id>',
      summary: 'client class of their firmware, uefi-x86_64 without it; several take turns',
      repeat: true,
      completes: 'client-class',
    },
    { flags: '--loss <share>', summary: 'datagrams of DHCP and TFTP that get lost each way, such as 1%' },
    { flags: '--concurrency <number>', summary: 'machines that boot at the same time, at most' },
    { flags: '--rate <number>', summary: 'machines switched on a second' },
    {
      flags: '--speed <factor>',
      summary: 'how much faster than real ones firmware, kernel and init wait; 1 without it',
    },
    { flags: '--skip <stage>', summary: 'what is not fetched: kernel, image, system or runtime', repeat: true },
    { flags: '--server <address>', summary: "the server's address on the network to boot from; the first without it" },
    { flags: '--relay <address>', summary: 'address of this machine that DHCP is relayed by' },
  ],
  lists: true,
  examples: [
    'ip netns exec trial muster sim --nodes 1000',
    'muster sim n[001-100] --class bios --class uefi-x86_64 --loss 1%',
    'muster sim --rate 50 --speed 10 --output json',
  ],
  run: async (context, args, options) => {
    const { nodeCalls, serverCalls } = await import('@muster/core/client');
    const { readSettings, simulate, stageRows, summaryLines } = await import('@muster/testkit');
    const settings = readSettings({
      ...Object.fromEntries(
        ['nodes', 'loss', 'concurrency', 'rate', 'speed'].map((name) => [name, textOf(options, name)]),
      ),
      class: listOf(options, 'class'),
      skip: listOf(options, 'skip'),
    });
    const control = await context.control();
    if (!control.daemon) throw (await import('../errors.ts')).cliErrors.noServer('sim');
    const invented = textOf(options, 'invent');
    const { config } = await context.site();
    const { listeners } = await control.call(serverCalls.status, {});
    const stop = new AbortController();
    const off = context.io.onSignal('SIGINT', () => {
      stop.abort();
    });
    const summary = await simulate({
      settings,
      nodes: invented === undefined ? await control.call(nodeCalls.list, { nodeSet: textOf(args, 'nodeset') }) : [],
      ...(invented === undefined ? {} : { invented: (await import('@muster/core')).expandNodeSet(invented) }),
      networks: Object.values(config.networks),
      server: textOf(options, 'server'),
      relay: textOf(options, 'relay'),
      listeners,
      serverPid: async () => (await control.call(serverCalls.status, {})).pid,
      onProgress: progressOf(context),
      signal: stop.signal,
    }).finally(off);
    context.progress.end();
    context.show(summary, stageRows(summary));
    if (context.format === 'table') context.print(summaryLines(summary).join('\n'));
    return summary.failed === 0 && summary.left === 0 ? 0 : 1;
  },
};

/** A bar on a terminal; elsewhere a line now and then. */
function progressOf({ progress, io }: CliContext): (now: FleetProgress) => void {
  let told = 0;
  return ({ up, failed, booting, machines }) => {
    if (io.stderr.columns === undefined && Date.now() - told < LINE_MS && up + failed < machines) return;
    told = Date.now();
    const failures = failed === 0 ? '' : `, ${failed} failed`;
    progress.step(`${up} of ${machines} up, ${booting} booting${failures}`, up + failed, machines);
  };
}
