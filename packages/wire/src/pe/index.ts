export { PE_HEAD, type PeHead, type PeRange, type PeSection, readPe } from './headers.ts';
export { type SbatEntry, readSbat } from './sbat.ts';
export { type PeSignature, readPeSignatures } from './signatures.ts';
