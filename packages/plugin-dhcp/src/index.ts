import type { DhcpOptions } from './options.ts';

export { DhcpOptions } from './options.ts';
export { default } from './plugin.ts';

declare module '@muster/core' {
  interface PluginOptions {
    dhcp: Partial<DhcpOptions>;
  }
}
