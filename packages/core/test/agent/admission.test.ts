import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../src/agent/admission.ts';

const NOW = 1_000_000;

describe('the admission of agents that come at once', () => {
  it('lets everybody in as long as the work is little', () => {
    const admission = new Admission(2);
    for (let index = 0; index < 900; index += 1) expect(admission.enter(`n${index}`, NOW)).toBeUndefined();
  });

  it('sends the others away for ever longer, in the order they came, and lets each in at its turn', () => {
    const admission = new Admission(100);
    const machines = Array.from({ length: 300 }, (_, index) => `n${index}`);
    const waits = machines.map((machine) => admission.enter(machine, NOW));
    const inside = waits.filter((wait) => wait === undefined).length;
    expect(inside).toBe(20);
    const sentAway = waits.slice(inside) as number[];
    expect(sentAway).toEqual([...sentAway].sort((a, b) => a - b));
    expect(sentAway.at(-1)).toBeGreaterThan(sentAway[0] ?? 0);
    for (let index = 0; index < inside; index += 1) admission.leave(100);
    for (const [index, wait] of sentAway.entries()) {
      expect(admission.enter(machines[inside + index] ?? '', NOW + wait * 1000)).toBeUndefined();
      admission.leave(100);
    }
  });

  it('has newcomers behind those that were sent away, and keeps the turn of one that comes too early', () => {
    const admission = new Admission(5000);
    expect(admission.enter('first', NOW)).toBeUndefined();
    const second = admission.enter('second', NOW) ?? 0;
    admission.leave(5000);
    expect(admission.enter('third', NOW + 10)).toBeGreaterThan(second);
    expect(admission.enter('second', NOW + 1000)).toBe(second - 1);
    expect(admission.enter('second', NOW + second * 1000)).toBeUndefined();
  });

  it('forgets turns nobody came for, and lets in again once the rush is over', () => {
    const admission = new Admission(5000);
    admission.enter('first', NOW);
    admission.enter('second', NOW);
    admission.leave(1);
    expect(admission.enter('other', NOW + 600_000)).toBeUndefined();
  });

  it('never has more work inside than fits, whoever comes when', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(3000)), { maxLength: 200 }), (arrivals) => {
        const admission = new Admission(200);
        let now = NOW;
        let inside = 0;
        for (const [machine, after] of arrivals) {
          now += after;
          const wait = admission.enter(`n${machine}`, now);
          if (wait === undefined) inside += 1;
          else expect(wait).toBeGreaterThan(0);
          if (inside > 0 && after > 200) {
            admission.leave(200);
            inside -= 1;
          }
        }
      }),
    );
  });
});
