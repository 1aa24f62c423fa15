export { type Network, type NetworkTable, networkTable } from './networks.ts';
