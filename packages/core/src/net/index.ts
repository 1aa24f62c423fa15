export {
  type DhcpOptionSetting,
  type DhcpOptionSettings,
  type DhcpOptionValue,
  layDhcpOptions,
  readDhcpOptions,
  type SiteDhcpOption,
} from './dhcp-options.ts';
export { type Network, type NetworkTable, networkTable } from './networks.ts';
