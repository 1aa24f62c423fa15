export { type Capability, capabilitiesOf } from './capabilities.ts';
export { clockSynchronised } from './clock.ts';
export { DhcpAsker, type DhcpAskerOptions, type DhcpQuestion, serverOf } from './dhcp-asker.ts';
export { interfaceOf, interfaceState, isLocalAddress } from './interface.ts';
export { describeHolder, type PortHolder, portHolders } from './port-holders.ts';
export { isOrDescendsFrom } from './process-tree.ts';
export { raiseSysctl, sysctlNumber } from './sysctl.ts';
export { bindUdp, closeUdp, type UdpBinding } from './udp-socket.ts';
