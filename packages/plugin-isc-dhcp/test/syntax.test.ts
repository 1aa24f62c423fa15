import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostIdentifier } from '../src/syntax.ts';

const node = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,6}$/);
const device = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.stringMatching(/^[a-c0-2_.-]{1,5}$/));

describe('names of host declarations', () => {
  it('are plain where the names are', () => {
    expect(hostIdentifier('n01', 'eth0.10')).toBe('n01-eth0.10');
    expect(hostIdentifier('gpu', 'ib-0')).not.toBe(hostIdentifier('gpu-ib', '0'));
  });

  it('are never those of another device', () => {
    fc.assert(
      fc.property(node, device, node, device, (nodeA, deviceA, nodeB, deviceB) => {
        fc.pre(nodeA !== nodeB || deviceA !== deviceB);
        expect(hostIdentifier(nodeA, deviceA)).not.toBe(hostIdentifier(nodeB, deviceB));
      }),
    );
  });

  it('are words to dhcpd', () => {
    fc.assert(
      fc.property(node, device, (aNode, aDevice) => {
        expect(hostIdentifier(aNode, aDevice)).toMatch(/^[A-Za-z0-9._-]+$/);
      }),
    );
  });
});
