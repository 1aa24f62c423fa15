import { aboutMachine, type PluginContext, type Reply, type Route, type RouteRequest, textReply } from '@muster/core';
import { type Bootstrap, bootstrapConfig } from './bootstrap.ts';
import { FOLDER } from './boot-file.ts';
import { waitsOf } from './waits.ts';

const PLAIN = { headers: { 'Cache-Control': 'no-store' }, stage: 'script' };

/**
 * Where builds look for their first configuration. Debian's have `/grub` built in; those of the RHEL family look in the folder
 * of their own file and then in `/EFI/VENDOR`, SUSE's in the folder of their own file: where that is served from somewhere
 * else (a TFTP server of the site), these are what is asked of us.
 */
const PLACES = ['/grub', '', '/grub2', '/boot/grub', '/boot/grub2', '/EFI/:vendor', '/efi/:vendor'];

/** What GRUB before `grub.cfg` asks for over TFTP: `grub.cfg-01-MAC` first (grub_net_search_config_file, GRUB 2.06 net/net.c). */
const BY_MAC = /^grub\.cfg-01-[\da-f-]{17}$/i;

/** What the bootstrap configuration says to this machine. */
export function bootstrapFor(
  { lifecycle }: Pick<PluginContext, 'lifecycle'>,
  { boot }: Pick<RouteRequest, 'boot'>,
  retrySeconds: number,
): Bootstrap {
  return { ...lifecycle.endpoints(boot), waits: waitsOf(retrySeconds, boot.remoteAddress ?? '') };
}

/** `grub.cfg` for every machine where builds look for it, and `/grub/MAC` (or UUID) for each, over HTTP and TFTP. */
export function grubRoutes(context: PluginContext, retrySeconds: number): Route[] {
  const bootstrap = (request: RouteRequest): Reply =>
    textReply(200, bootstrapConfig(bootstrapFor(context, request, retrySeconds)), {
      headers: { 'Cache-Control': 'no-store' },
    });
  return [
    ...PLACES.map((place) => ({
      path: `${place}/grub.cfg`,
      summary: 'GRUB configuration that finds the machine’s own',
      handle: bootstrap,
    })),
    {
      path: `${FOLDER}/:wwid`,
      summary: 'GRUB configuration of the machine with this MAC or UUID',
      handle: (request) => (BY_MAC.test(request.params.wwid ?? '') ? bootstrap(request) : ownConfig(context, request)),
    },
  ];
}

async function ownConfig({ lifecycle, snapshot }: PluginContext, { boot }: RouteRequest): Promise<Reply> {
  if (boot.mac === undefined && boot.uuid === undefined) return textReply(404, 'no MAC address or UUID in this path\n');
  const assignment = await lifecycle.assignScript(boot);
  const config = await lifecycle.render('grub-config', {
    request: boot,
    snapshot: assignment?.snapshot ?? snapshot(),
    ...(assignment === undefined ? { unknown: lifecycle.answerUnknown(boot) } : { assignment }),
    ...lifecycle.endpoints(boot),
  });
  if (config === undefined) return textReply(500, 'no configuration was made for this machine\n');
  return textReply(200, config.text, { ...PLAIN, ...aboutMachine(assignment) });
}
