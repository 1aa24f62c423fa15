export { busybox } from './busybox.ts';
export { cacheDirectory, type Progress, printProgress } from './cache.ts';
export { debianRoot } from './debian-root.ts';
export { packInitramfs } from './initramfs.ts';
export { copyModules, kernel, type LabKernel } from './kernel.ts';
export { tinyRoot } from './tiny-root.ts';
