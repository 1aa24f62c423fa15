export { chooseInterface, type HostInterface, type HostNetwork } from './choose-interface.ts';
export { hostNetwork } from './host-network.ts';
export { type InitFile, writeSite } from './write-site.ts';
