export { IMAGE_FORMS } from './forms/types.ts';
export { isImageName } from './name.ts';
export { createImageStore, type ImageStoreOptions } from './store.ts';
export type * from './types.ts';
export { compareVersions } from './version-order.ts';
