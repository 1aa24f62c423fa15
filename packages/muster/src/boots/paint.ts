import { styleText } from 'node:util';
import type { BootState } from '@muster/core/client';
import type { Io } from '../io.ts';

export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

/** Colours on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function painter(io: Pick<Io, 'stdout' | 'env'>): Paint {
  const plain = io.stdout.columns === undefined || (io.env.NO_COLOR ?? '') !== '';
  return plain ? (_colour, text) => text : (colour, text) => styleText(colour, text, { validateStream: false });
}

const COLOURS: Readonly<Record<BootState, Colour>> = {
  stuck: 'red',
  failed: 'red',
  waiting: 'yellow',
  booting: 'cyan',
  delivered: 'green',
  up: 'green',
  never: 'dim',
  ended: 'dim',
};

export function stateColour(state: BootState): Colour {
  return COLOURS[state];
}
