export { type BootFileOnDisk, checkBootFile } from './boot-file.ts';
export { coreChecks } from './core-checks.ts';
export { dhcpServersCheck } from './dhcp/check.ts';
export type { DhcpRole } from './dhcp/judge.ts';
export { type Finding, preflight } from './preflight.ts';
export { receiveBufferCheck } from './receive-buffer.ts';
