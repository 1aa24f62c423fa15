export * from './agent/index.ts';
export * from './conformance/index.ts';
export { EVERY_DHCP_OPTION } from './dhcp-options.ts';
export * from './firmware/index.ts';
export * from './fleet/index.ts';
export * from './loaders/index.ts';
export { firmwareRequest, requests } from './requests.ts';
export { sampleImage } from './sample.ts';
export { type CommandOutput, type TestOptions, type TestProvisioner, testPlugin } from './test-plugin.ts';
