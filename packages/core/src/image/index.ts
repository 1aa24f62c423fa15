export { findBootLoaders, type FoundLoader, type FoundLoaderFile, type LoaderRole } from './boot-loaders.ts';
export { IMAGE_FORMS } from './forms/types.ts';
export { isImageName } from './name.ts';
export { resolveInRoot } from './root-path.ts';
export { createImageStore, type ImageStoreOptions } from './store.ts';
export type * from './types.ts';
export { compareVersions } from './version-order.ts';
