export { type DebianArchive, debianArchive } from './archive.ts';
export { type FetchOptions, fetchDebianPackage } from './fetch-package.ts';
