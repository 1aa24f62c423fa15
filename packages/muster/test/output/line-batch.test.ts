import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LineBatch } from '../../src/output/line-batch.ts';

it('lines of one turn are written at once, in order, and those of the next after them', async () => {
  const written: string[] = [];
  const batch = new LineBatch((text) => written.push(text));
  batch.add('one');
  batch.add('two');
  expect(written).toEqual([]);
  await turn();
  batch.add('three');
  await turn();
  expect(written).toEqual(['one\ntwo', 'three']);
});

it('what waits is written when it is asked to', () => {
  const written: string[] = [];
  const batch = new LineBatch((text) => written.push(text));
  batch.add('last');
  batch.flush();
  batch.flush();
  expect(written).toEqual(['last']);
});
