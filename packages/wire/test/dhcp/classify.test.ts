import { describe, expect, it } from 'vitest';
import { classifyDhcp, decodeDhcp, formatMac, OPTIONS, readOption } from '../../src/index.ts';
import { FIRMWARE } from '../fixtures/firmware.ts';

describe.each(FIRMWARE)('$name', ({ packet, classId, mac, uuid, type, flags }) => {
  const result = decodeDhcp(packet);
  if (!result.ok) throw new Error(result.reason);
  const { message } = result;

  it(`is of class ${String(classId)}`, () => {
    expect(classifyDhcp(message)?.id).toBe(classId);
  });

  it('says who it is', () => {
    expect(formatMac(message.chaddr)).toBe(mac);
    expect(readOption(message, OPTIONS.machineUuid)).toBe(uuid);
    expect(readOption(message, OPTIONS.messageType)).toBe(type);
    expect(message.flags).toBe(flags);
  });
});
