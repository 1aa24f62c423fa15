export { createBlobStore } from './blob-store.ts';
export { writeFileDurably } from './durable-file.ts';
export { CHUNK_SIZE, type ContentDigest, ContentHasher, isDigest } from './digest.ts';
export type { BlobInfo, BlobStore } from './types.ts';
