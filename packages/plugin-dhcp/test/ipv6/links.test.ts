import { Dhcp6Type, macToBytes, OPTIONS6, option6, parseIPv6, uuidDuid, uuidToSmbios } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import { bench6, clientId, heard, ia, iasOf, MAC, message, relayed } from './bench.ts';

const { SOLICIT } = Dhcp6Type;
const OTHER = '52:54:00:00:00:02';
const UUID = '4c4c4544-0000-4000-8000-525400123456';
const octets = (address: string): Uint8Array => parseIPv6(address) ?? new Uint8Array();
const linkLayer = (mac: string) =>
  option6(OPTIONS6.clientLinkLayerAddress, { hardwareType: 1, address: macToBytes(mac) ?? new Uint8Array() });
const byUuid = (bytes: Uint8Array | undefined) => ({
  type: SOLICIT,
  xid: 1,
  options: [clientId(uuidDuid(bytes ?? new Uint8Array())), ia(7)],
});
/** A link-local address that tells no MAC address (RFC 7217). */
const opaque = { remoteAddress: 'fe80::1234:5678:9abc:def0' };

describe('the wire a DHCPv6 client is on', () => {
  const nodes = {
    n1: {
      devices: {
        default: { hwaddr: MAC, address6: 'fd00:1::11/64' },
        far: { hwaddr: OTHER, address6: 'fd00:2::11/64' },
      },
    },
  };

  it('is told by the interface', async () => {
    expect(iasOf(heard(await bench6(nodes).ask(message(SOLICIT))))).toEqual(['7: fd00:1::11 3600']);
    expect(await bench6(nodes).ask(message(SOLICIT), { interface: 'eth9' })).toBe('unserved-network');
  });

  it('is told by the relay agent, which is answered with its interface id', async () => {
    const own = [option6(OPTIONS6.interfaceId, Uint8Array.of(9)), linkLayer(OTHER)];
    const packet = relayed(message(SOLICIT), {
      linkAddress: octets('fd00:2::fe'),
      peerAddress: octets('fe80::5054:ff:fe00:2'),
      options: own,
    });
    const arrival = { remoteAddress: 'fd00:2::fe', remotePort: 547, interface: undefined };
    const answer = heard(await bench6(nodes).ask(packet, arrival));
    expect(answer).toMatchObject({ address: 'fd00:2::fe', port: 547 });
    expect(answer.relays).toEqual([{ ...packet.relays[0], options: own.slice(0, 1) }]);
    expect(iasOf(answer)).toEqual(['7: fd00:2::11 3600']);
  });

  it('is told by the next relay agent where the nearest keeps it to itself (RFC 6221)', async () => {
    const inner = relayed(message(SOLICIT), { peerAddress: octets('fe80::5054:ff:fe00:2') });
    const outer = { ...relayed(message(SOLICIT), { linkAddress: octets('fd00:2::fe'), hopCount: 1 }) };
    const packet = { message: message(SOLICIT), relays: [...outer.relays, ...inner.relays] };
    expect(iasOf(heard(await bench6(nodes).ask(packet, { interface: undefined })))).toEqual(['7: fd00:2::11 3600']);
  });

  it('has to be one of ours', async () => {
    const packet = relayed(message(SOLICIT), { linkAddress: octets('fd00:9::fe') });
    expect(await bench6(nodes).ask(packet)).toBe('unserved-network');
    expect(await bench6(nodes).ask(message(SOLICIT), { interface: undefined })).toBe('unserved-network');
  });
});

describe('who a DHCPv6 client is', () => {
  const withUuid = { n1: { uuid: UUID, devices: { default: { hwaddr: MAC, address6: 'fd00:1::11/64' } } } };

  it('is told by the UUID of its DUID, in the order of RFC 6355 and in that of EDK2', async () => {
    const plain = Buffer.from(UUID.replaceAll('-', ''), 'hex');
    for (const bytes of [plain, uuidToSmbios(UUID)]) {
      expect(iasOf(heard(await bench6(withUuid).ask(byUuid(bytes), opaque)))).toEqual(['7: fd00:1::11 3600']);
    }
  });

  it('is told by the link-local address it asks from, when the registry has no UUID', async () => {
    expect(iasOf(heard(await bench6().ask(byUuid(new Uint8Array(16)))))).toEqual(['7: fd00:1::11 3600']);
    expect(await bench6().ask(byUuid(new Uint8Array(16)), opaque)).toBe('unknown-machine');
  });

  it('is told by option 79 of the relay agent', async () => {
    const facts = { linkAddress: octets('fd00:1::fe'), peerAddress: octets(opaque.remoteAddress) };
    const packet = relayed(byUuid(new Uint8Array(16)), { ...facts, options: [linkLayer(MAC)] });
    expect(iasOf(heard(await bench6().ask(packet)))).toEqual(['7: fd00:1::11 3600']);
  });

  it('is told by the MAC of its DUID, when its address tells none', async () => {
    expect(iasOf(heard(await bench6().ask(message(SOLICIT), opaque)))).toEqual(['7: fd00:1::11 3600']);
  });

  it('does not give its second card the address of the first', async () => {
    const second = { remoteAddress: 'fe80::5054:ff:fe00:2' };
    expect(await bench6().ask(message(SOLICIT), second)).toBe('no-address');
    const both = {
      n1: {
        devices: {
          default: { hwaddr: MAC, address6: 'fd00:1::11/64' },
          b: { hwaddr: OTHER, address6: 'fd00:1::12/64' },
        },
      },
    };
    expect(iasOf(heard(await bench6(both).ask(message(SOLICIT), second)))).toEqual(['7: fd00:1::12 3600']);
  });

  it('gets the address of a primary device whose MAC the registry does not have', async () => {
    const nodes = { n1: { uuid: UUID, devices: { default: { address6: 'fd00:1::11/64' } } } };
    const bytes = uuidToSmbios(UUID);
    expect(iasOf(heard(await bench6(nodes).ask(byUuid(bytes))))).toEqual(['7: fd00:1::11 3600']);
  });
});
