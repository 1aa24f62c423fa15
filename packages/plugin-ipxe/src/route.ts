import { aboutMachine, type PluginContext, type Route, textReply } from '@muster/core';

/** `GET /ipxe/MAC`: the script of the machine that asks. */
export function scriptRoute({ lifecycle, snapshot }: PluginContext): Route {
  return {
    path: '/ipxe/:wwid',
    transports: ['http'],
    summary: 'iPXE script of the machine with this MAC',
    handle: async ({ boot }) => {
      if (boot.mac === undefined && boot.uuid === undefined)
        return textReply(404, 'no MAC address or UUID in this path\n');
      const assignment = await lifecycle.assignScript(boot);
      const script = await lifecycle.render('ipxe-script', {
        request: boot,
        snapshot: assignment?.snapshot ?? snapshot(),
        ...(assignment === undefined ? { unknown: lifecycle.answerUnknown(boot) } : { assignment }),
        ...lifecycle.endpoints(boot),
      });
      if (script === undefined) return textReply(500, 'no script was made for this machine\n');
      return textReply(200, script.text, {
        contentType: script.contentType,
        headers: { 'Cache-Control': 'no-store' },
        stage: 'script',
        ...aboutMachine(assignment),
      });
    },
  };
}
