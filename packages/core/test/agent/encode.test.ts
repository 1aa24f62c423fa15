import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWord, encodeWord } from '../../src/agent/encode.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.constantFrom(' ', '\t', '\n', '\\', '-', '0', '"', '$', '`', 'é'),
  ),
});

describe('a word of the agent protocol', () => {
  it('is one word, and read back is the text it was made of', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const word = encodeWord(text);
        expect(word).toMatch(/^[^\s]+$/);
        expect(decodeWord(word)).toBe(text);
      }),
    );
  });

  it.each([['dash'], ['busybox sh']])('is read by %s as the text it was made of', (shell) => {
    const [command = '', ...args] = shell.split(' ');
    const texts = fc.sample(
      anyText.filter((text) => !text.includes('\0') && text !== ''),
      200,
    );
    const script = 'while read -r word; do printf "%b\\0" "$word"; done';
    const input = texts.map((text) => `${encodeWord(text)}\n`).join('');
    const output = execFileSync(command, [...args, '-c', script], { input, encoding: 'utf8' });
    expect(output.split('\0').slice(0, -1)).toEqual(texts);
  });

  it('has a dash for nothing, and an escape for a dash', () => {
    expect([encodeWord(''), encodeWord('-')]).toEqual(['-', '\\0055']);
  });
});
