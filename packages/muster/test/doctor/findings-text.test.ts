import { describe, expect, it } from 'vitest';
import { findingsText } from '../../src/doctor/findings-text.ts';

describe('findings for people', () => {
  it('stand by step, what is worst first, with remedies and how many there are', () => {
    const text = findingsText(
      [
        { step: 'dhcp', level: 'ok', sentence: 'the port is free', subjects: ['port-udp-67'] },
        { step: 'core', level: 'ok', sentence: 'the clock is right', subjects: ['clock'] },
        { step: 'dhcp', level: 'note', sentence: 'no pool', subjects: ['a', 'b', 'c', 'd'], remedy: 'set one' },
        { step: 'dhcp', level: 'error', sentence: 'a rival', subjects: ['a', 'b', 'c', 'd', 'e'], remedy: 'stop it' },
      ],
      (heading) => `[${heading}]`,
    );
    expect(text).toBe(`[dhcp]
  error    a rival (a, b, c and 2 more)
           remedy: stop it
  note     no pool (a, b, c, d)
           remedy: set one
  ok       the port is free (port-udp-67)

[core]
  ok       the clock is right (clock)

1 error, 1 note`);
  });

  it('say when nothing is wrong', () => {
    expect(findingsText([{ step: 'core', level: 'ok', sentence: 'fine', subjects: ['clock'] }], String)).toMatch(
      /\n\nnothing is wrong$/,
    );
  });
});
