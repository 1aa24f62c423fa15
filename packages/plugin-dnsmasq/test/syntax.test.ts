import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostTag, tag } from '../src/syntax.ts';

const node = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,6}$/);
const any = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.stringMatching(/^[a-c0-2_%.-]{1,5}$/));

describe('tags', () => {
  it('are plain where the names are', () => {
    expect([hostTag('n01', 'eth0'), tag('net', 'rack 1')]).toEqual(['host-n01-eth0', 'net-rack%201']);
    expect(hostTag('gpu', 'ib-0')).not.toBe(hostTag('gpu-ib', '0'));
  });

  it('are never those of another device, or another name', () => {
    fc.assert(
      fc.property(node, any, node, any, (nodeA, a, nodeB, b) => {
        if (nodeA !== nodeB || a !== b) expect(hostTag(nodeA, a)).not.toBe(hostTag(nodeB, b));
        if (a !== b) expect(tag('net', a)).not.toBe(tag('net', b));
      }),
    );
  });

  it('hold no comma, colon, blank or line break', () => {
    fc.assert(
      fc.property(node, any, (aNode, name) => {
        expect(hostTag(aNode, name) + tag('net', name)).toMatch(/^[A-Za-z0-9._%-]+$/);
      }),
    );
  });
});
