export * from './agent/index.ts';
export * from './artifact/index.ts';
export * from './complete/index.ts';
export * from './config/index.ts';
export * from './control/index.ts';
export * from './daemon/index.ts';
export * from './debian/index.ts';
export * from './discovery/index.ts';
export * from './doctor/index.ts';
export * from './efi/index.ts';
export * from './errors/index.ts';
export * from './explain/index.ts';
export * from './history/index.ts';
export {
  bindUdp,
  type Capability,
  closeUdp,
  describeHolder,
  DhcpAsker,
  type DhcpAskerOptions,
  type DhcpQuestion,
  portHolders,
  serverOf,
  type UdpBinding,
} from './host/index.ts';
export * from './image/index.ts';
export * from './keystore/index.ts';
export * from './lifecycle/index.ts';
export {
  type DhcpOptionSetting,
  type DhcpOptionSettings,
  type DhcpOptionValue,
  layDhcpOptions,
  readDhcpOptions,
  type SiteDhcpOption,
} from './net/index.ts';
export * from './operations/index.ts';
export * from './plan/index.ts';
export * from './overlay/index.ts';
export * from './plugin/index.ts';
export * from './progress/index.ts';
export * from './registry/index.ts';
export * from './route/index.ts';
export * from './session/index.ts';
export * from './site/index.ts';
