import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/index.ts';

describe('settings of a fleet', () => {
  it('are read from what a command line says', () => {
    expect(
      readSettings({
        nodes: '1000',
        loss: '1%',
        class: ['bios'],
        concurrency: '20',
        rate: '0.5',
        speed: '10',
        skip: ['image'],
      }),
    ).toEqual({ nodes: 1000, loss: 0.01, classes: ['bios'], concurrency: 20, rate: 0.5, speed: 10, skip: ['image'] });
  });

  it('are those of real machines where nothing is said', () => {
    const { loss, speed, rate, classes, concurrency } = readSettings({});
    expect({ loss, speed, rate, classes }).toEqual({ loss: 0, speed: 1, rate: undefined, classes: ['uefi-x86_64'] });
    expect(concurrency).toBeGreaterThan(0);
  });

  it.each([
    [{ nodes: '0' }, '--nodes is "0", must be a whole number above 0'],
    [{ loss: '100%' }, '--loss is "100%", must be a share below 1, such as 0.01 or 1%'],
    [{ loss: '' }, '--loss is "", must be a share below 1, such as 0.01 or 1%'],
    [{ speed: '-1' }, '--speed is "-1", must be a number above 0'],
    [{ rate: 'fast' }, '--rate is "fast", must be a number above 0'],
  ])('%j are refused', (texts, sentence) => {
    expect(() => readSettings(texts)).toThrow(sentence);
  });
});
