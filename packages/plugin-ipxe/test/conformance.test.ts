import { describeLoaderConformance } from '@muster/testkit';
import { describe, it } from 'vitest';
import { IPXE_LOADER } from './helpers/loader.ts';

describeLoaderConformance('iPXE', IPXE_LOADER, { describe, it });
