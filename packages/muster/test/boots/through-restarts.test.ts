import { MusterError } from '@muster/core/client';
import { describe, expect, it } from 'vitest';
import { throughRestarts } from '../../src/boots/through-restarts.ts';

function failing(code: string): MusterError {
  return new MusterError({ code, sentence: 'it went', remedy: 'look' });
}

describe('a question that is answered late', () => {
  it('is asked again with the time that is left when the server went meanwhile, which is told once', async () => {
    const asked: number[] = [];
    let told = 0;
    const ask = (timeout: number): Promise<string> => {
      asked.push(timeout);
      return asked.length < 3 ? Promise.reject(failing('CONTROL_LOST')) : Promise.resolve('up');
    };
    expect(await throughRestarts(ask, { timeout: 60_000, onLost: () => (told += 1) })).toBe('up');
    expect(told).toBe(1);
    expect(asked).toEqual(asked.toSorted((a, b) => b - a));
    expect(asked[2]).toBeLessThan(asked[0] ?? 0);
  });

  it('fails with what was said last once the time is over, and at once for any other reason', async () => {
    const onLost = (): void => undefined;
    let asked = 0;
    const ask = (code: string) => (): Promise<never> => {
      asked += 1;
      return Promise.reject(failing(code));
    };
    await expect(throughRestarts(ask('CONTROL_LOST'), { timeout: 20, onLost })).rejects.toThrow('it went');
    expect(asked).toBeGreaterThan(1);
    asked = 0;
    await expect(throughRestarts(ask('CONTROL_VERSION'), { timeout: 60_000, onLost })).rejects.toThrow('it went');
    expect(asked).toBe(1);
  });
});
