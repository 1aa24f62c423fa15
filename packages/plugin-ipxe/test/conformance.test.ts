import { describeLoaderConformance, ipxeAutoexec, ipxeModels, ipxeStart } from '@muster/testkit';
import { describe, it } from 'vitest';
import ipxe from '../src/index.ts';

describeLoaderConformance(
  'iPXE',
  {
    plugin: ipxe,
    config: { folders: ['/nonexistent'] },
    loader: 'ipxe',
    starts: [ipxeStart, ipxeAutoexec],
    models: ipxeModels,
  },
  { describe, it },
);
