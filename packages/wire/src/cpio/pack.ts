import { concatBytes } from '../bytes.ts';
import { cpioEntryInvalid } from '../errors.ts';
import { type CpioEntry, pathText } from './entry.ts';
import { CpioWriter } from './writer.ts';

/**
 * A whole archive of entries held in memory, in the given order. Throws what {@link CpioWriter} throws, and
 * `CPIO_ENTRY_INVALID` for a `size` without `data`.
 */
export function packCpio(entries: Iterable<CpioEntry>): Uint8Array {
  const writer = new CpioWriter();
  const chunks: Uint8Array[] = [];
  for (const entry of entries) {
    const { header, contentSize, padding } = writer.entry(entry);
    chunks.push(header);
    if (contentSize > 0) {
      if (entry.data === undefined) {
        throw cpioEntryInvalid(pathText(entry), 'has a size but no data', 'Give data, or stream with CpioWriter.');
      }
      chunks.push(entry.data, padding);
    }
  }
  chunks.push(writer.finish());
  return concatBytes(chunks);
}
