import { describe, expect, it } from 'vitest';
import { configOption, leadingWords } from '../src/command-line.ts';

describe('a command line before it is parsed', () => {
  it.each([
    [
      ['node', 'list', '--output', 'json'],
      ['node', 'list'],
    ],
    [
      ['--config', 'a.yaml', 'node', '--output=json', 'show', 'n1'],
      ['node', 'show', 'n1'],
    ],
    [['--help'], []],
    [['node', '--', 'x'], ['node']],
  ])('%j means %j', (argv, words) => {
    expect(leadingWords(argv, 3)).toEqual(words);
  });

  it.each([
    [['--config', 'a.yaml', 'node'], 'a.yaml'],
    [['node', 'list', '--config=b.yaml'], 'b.yaml'],
    [['node', '--config'], undefined],
    [['node'], undefined],
  ])('%j names the configuration %j', (argv, config) => {
    expect(configOption(argv)).toBe(config);
  });
});
