import { ipxeAutoexec, ipxeModels, ipxeStart, type LoaderUnderTest } from '@muster/testkit';
import ipxe from '../../src/index.ts';

export const IPXE_LOADER: LoaderUnderTest = {
  plugin: ipxe,
  config: { folders: ['/nonexistent'] },
  loader: 'ipxe',
  starts: [ipxeStart, ipxeAutoexec],
  models: ipxeModels,
};
