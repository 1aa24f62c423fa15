export { DhcpOptions } from './options.ts';
export { default } from './plugin.ts';
