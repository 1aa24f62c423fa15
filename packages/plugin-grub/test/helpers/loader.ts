import { grubModels, grubStart, type LoaderUnderTest } from '@muster/testkit';
import grub from '../../src/index.ts';

export const GRUB_LOADER: LoaderUnderTest = {
  plugin: grub,
  loader: 'grub',
  starts: [grubStart],
  models: grubModels,
};
