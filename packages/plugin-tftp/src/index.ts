import type { TftpServerOptions } from './options.ts';

export { TftpServerOptions } from './options.ts';
export { default } from './plugin.ts';

declare module '@muster/core' {
  interface PluginOptions {
    tftp: Partial<TftpServerOptions>;
  }
}
