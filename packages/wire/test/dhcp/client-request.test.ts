import { describe, expect, it } from 'vitest';
import { CLIENT_CLASSES } from '../../src/client-class.ts';
import { classifyDhcp, clientDiscover, decodeDhcp, encodeDhcp, OPTIONS, readOption } from '../../src/dhcp/index.ts';

const CHADDR = Uint8Array.of(0x52, 0x54, 0, 0, 0, 1);
const UUID = '4c4c4544-0000-4000-8000-000000000001';

describe('the DISCOVER of a client class', () => {
  it.each(CLIENT_CLASSES.map((clientClass) => [clientClass.id, clientClass] as const))(
    'of %s is taken for that class when it is read back',
    (_id, clientClass) => {
      const decoded = decodeDhcp(encodeDhcp(clientDiscover(clientClass, { chaddr: CHADDR, uuid: UUID, xid: 7 })));
      if (!decoded.ok) throw new Error(decoded.reason);
      expect(classifyDhcp(decoded.message)?.id).toBe(clientClass.id);
      expect(decoded.message.xid).toBe(7);
      expect(readOption(decoded.message, OPTIONS.machineUuid)).toBe(UUID);
    },
  );
});
