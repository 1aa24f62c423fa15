import { definePlugin } from '@muster/core';
import type { Static } from 'typebox';
import { renderCommand } from './commands.ts';
import { dhcpdConf } from './dhcpd-conf.ts';
import { iscDhcpOptions } from './options.ts';

export { checkWithDhcpd } from './check.ts';
export type IscDhcpOptions = Partial<Static<typeof iscDhcpOptions>>;

declare module '@muster/core' {
  interface PluginOptions {
    'isc-dhcp': IscDhcpOptions;
  }
}

/** What a site's own ISC dhcpd needs to boot this cluster, rendered from the same table the embedded server answers by. */
export default definePlugin({
  name: 'isc-dhcp',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'ISC dhcpd, run by the site: renders its configuration',
  configSchema: iscDhcpOptions,
  apply({ config, contribute, hooks, lifecycle }) {
    hooks.render.for('dhcpd-conf').make.tapPromise('isc-dhcp', async ({ snapshot }) => ({
      contentType: 'text/plain; charset=utf-8',
      text: await dhcpdConf(lifecycle, snapshot, config),
    }));
    contribute({
      commands: [renderCommand],
      provides: [{ step: 'address' }],
    });
  },
});
