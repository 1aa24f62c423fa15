import { type DaemonConfigRequest, definePlugin, type Provision } from '@muster/core';
import { dnsmasqChecks } from './checks.ts';
import { renderCommand } from './commands.ts';
import { dnsmasqConf } from './conf/dnsmasq-conf.ts';
import { hostsWith } from './conf/hosts.ts';
import type { DnsmasqConf } from './conf/types.ts';
import { nodeFields } from './node-fields.ts';
import { DnsmasqOptions } from './options.ts';
import { dnsmasqFiles } from './run/files.ts';
import { listens } from './listens.ts';
import { runWhileServing } from './run/serve.ts';

export type { DnsmasqConf, Part } from './conf/types.ts';
export { DnsmasqOptions } from './options.ts';

declare module '@muster/core' {
  interface PluginOptions {
    dnsmasq: Partial<DnsmasqOptions>;
  }
  interface ArtifactKinds {
    'dnsmasq-conf': { request: DaemonConfigRequest; artifact: DnsmasqConf };
  }
}

/** dnsmasq, told by the same table the embedded servers answer by. */
export default definePlugin({
  name: 'dnsmasq',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'dnsmasq, run here: DHCP or ProxyDHCP, TFTP, DNS',
  configSchema: DnsmasqOptions,
  apply(context) {
    const { config: options, contribute, hooks, lifecycle, site } = context;
    const files = dnsmasqFiles(site.paths.state);
    const rendering = { lifecycle, hostsOf: hostsWith(lifecycle, options) };
    hooks.render
      .for('dnsmasq-conf')
      .make.tapPromise('dnsmasq', ({ snapshot }) => dnsmasqConf(rendering, snapshot, options, files));
    contribute({
      commands: [renderCommand(options.program)],
      checks: dnsmasqChecks(options, files.folder, site.networks),
      listens: listens(options, site),
      nodeFields,
      provides: provided(options),
      needs: needed(options),
    });
    if (options.dhcp !== 'off' || options.tftp || options.dns) runWhileServing(context);
  },
});

function provided({ dhcp, tftp }: DnsmasqOptions): Provision[] {
  return [...(dhcp === 'server' ? [{ step: 'address' as const }] : []), ...(tftp ? [{ step: 'tftp' as const }] : [])];
}

function needed({ dhcp, tftp }: DnsmasqOptions) {
  return [
    ...(dhcp === 'proxy'
      ? [{ step: 'address' as const, why: "dnsmasq adds the boot file to what the site's DHCP server answers" }]
      : []),
    ...(tftp
      ? [
          {
            step: 'http' as const,
            why: 'dnsmasq serves files over TFTP, rendered ones (grub.cfg) come over HTTP alone',
          },
        ]
      : []),
  ];
}
