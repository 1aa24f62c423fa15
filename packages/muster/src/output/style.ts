import { styleText } from 'node:util';
import type { Io } from '../io.ts';

/** Bold headings on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function headingStyle(io: Pick<Io, 'stdout' | 'env'>): (text: string) => string {
  const plain = io.stdout.columns === undefined || (io.env.NO_COLOR ?? '') !== '';
  return plain ? (text) => text : (text) => styleText('bold', text, { validateStream: false });
}
