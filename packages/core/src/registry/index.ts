export { problemText, RegistryInvalidError } from '../errors/registry.ts';
export { breathe } from './breathe.ts';
export { createFileStore, type FileRegistryStore, type FileStoreOptions } from './file-store.ts';
export {
  CORE_FIELDS,
  type NodeBody,
  nodeSchema,
  type ProfileBody,
  profileSchema,
  registryFileSchema,
} from './fields.ts';
export { type ImportSummary, importMacList, type MacListOptions } from './import-mac-list.ts';
export { createMemoryStore, type MemoryStoreOptions, type RegistryData } from './memory-store.ts';
export { naturalCompare, naturalSort } from './natural-sort.ts';
export { expandNodeSet, isNodeSet, type LiveGroups, selectNodes } from './nodeset.ts';
export { foldNodeSet } from './nodeset-fold.ts';
export type { RegistryProblem } from './problem.ts';
export type * from './types.ts';
