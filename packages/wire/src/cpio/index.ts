export type { CpioEntry } from './entry.ts';
export { CPIO_FIELD_MAX, FileType } from './format.ts';
export { type CpioHeader, cpioHeader } from './header.ts';
export { packCpio } from './pack.ts';
export { type CpioReadReason, type CpioReadResult, type CpioRecord, readCpio } from './reader.ts';
export { type CpioFrame, CpioWriter } from './writer.ts';
