import { aboutMachine, type PluginContext, type Reply, type Route, textReply } from '@muster/core';
import { bootstrapConfig } from './bootstrap.ts';
import { FOLDER } from './boot-file.ts';

const PLAIN = { headers: { 'Cache-Control': 'no-store' }, stage: 'script' };

/** `/grub/grub.cfg` for every machine and `/grub/MAC` for each, over HTTP and TFTP. */
export function grubRoutes(context: PluginContext, retrySeconds: number): Route[] {
  const { lifecycle, snapshot } = context;
  return [
    {
      path: `${FOLDER}/grub.cfg`,
      summary: 'GRUB configuration that finds the machine’s own',
      handle: ({ boot }) => {
        const { baseUrl, nextServer } = lifecycle.endpoints(boot);
        return textReply(200, bootstrapConfig(baseUrl, nextServer, retrySeconds), PLAIN);
      },
    },
    {
      path: `${FOLDER}/:wwid`,
      summary: 'GRUB configuration of the machine with this MAC',
      handle: async ({ boot }): Promise<Reply> => {
        if (boot.mac === undefined) return textReply(404, 'no MAC address in this path\n');
        const assignment = await lifecycle.assignScript(boot);
        const config = await lifecycle.render('grub-config', {
          request: boot,
          snapshot: assignment?.snapshot ?? snapshot(),
          ...(assignment === undefined ? { unknown: lifecycle.answerUnknown(boot) } : { assignment }),
          ...lifecycle.endpoints(boot),
        });
        if (config === undefined) return textReply(500, 'no configuration was made for this machine\n');
        return textReply(200, config.text, {
          ...PLAIN,
          ...aboutMachine(assignment),
        });
      },
    },
  ];
}
