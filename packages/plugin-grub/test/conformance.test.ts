import { describeLoaderConformance, grubModels, grubStart } from '@muster/testkit';
import { describe, it } from 'vitest';
import grub from '../src/index.ts';

describeLoaderConformance(
  'GRUB',
  { plugin: grub, loader: 'grub', starts: [grubStart], models: grubModels },
  { describe, it },
);
