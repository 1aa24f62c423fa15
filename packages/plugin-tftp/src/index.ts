export { TftpServerOptions } from './options.ts';
export { default } from './plugin.ts';
