import { testPlugin } from '@muster/testkit';
import { type DhcpMessage, OPTIONS, parseIPv4, replyTo, clientDiscover, writeOption } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import ipxe from '../../../plugin-ipxe/src/index.ts';
import { hostSource } from '../../src/hosts.ts';
import iscDhcp from '../../src/index.ts';
import { differences } from '../../src/live/compare.ts';
import { type Expected, expectedOffers } from '../../src/live/expected.ts';

const NETWORK = {
  cidr: '10.0.0.0/22',
  address: '10.0.0.1',
  pool: '10.0.1.1-10.0.1.9',
  gateway: '10.0.0.254',
  dns: ['10.0.0.1', '10.0.0.2'],
  domain: 'hpc.example',
};

const NODE = { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' };

async function expectedFor(clientClass: string, asNode: boolean, dhcpOptions = {}, device = {}): Promise<Expected> {
  const network = { ...NETWORK, dhcpOptions };
  const test = await testPlugin(iscDhcp, {
    others: [ipxe],
    site: { networks: { cluster: network } },
    registry: { nodes: { n01: { networkDevices: { default: { ...NODE, ...device } } } } },
  });
  const { lifecycle } = test.provisioner;
  const host = asNode ? (await hostSource(lifecycle)(test.snapshot))[0] : undefined;
  const offers = await expectedOffers(lifecycle, test.snapshot, { name: 'cluster', network, host });
  const found = offers.find((offer) => offer.clientClass.id === clientClass);
  if (found === undefined) throw new Error(`nothing is expected for ${clientClass}`);
  return found;
}

const ip = (text: string): number => parseIPv4(text) ?? 0;

/** The right answer to a BIOS that nobody knows. */
function rightOffer({ clientClass }: Expected): DhcpMessage {
  const discover = clientDiscover(clientClass, { chaddr: Uint8Array.of(2, 0, 0, 0, 0, 1) });
  const offer = replyTo(discover, { yiaddr: ip('10.0.1.5'), siaddr: ip('10.0.0.1'), file: 'ipxe/bios/undionly.kpxe' });
  writeOption(offer, OPTIONS.subnetMask, ip('255.255.252.0'));
  writeOption(offer, OPTIONS.routers, [ip('10.0.0.254')]);
  writeOption(offer, OPTIONS.domainNameServers, [ip('10.0.0.1'), ip('10.0.0.2')]);
  writeOption(offer, OPTIONS.domainName, 'hpc.example');
  return offer;
}

describe('an OFFER compared with what it should be', () => {
  it('differs in nothing when it is right, with the boot file in the BOOTP field or in option 67', async () => {
    const expected = await expectedFor('bios', false);
    const offer = rightOffer(expected);
    expect(differences(expected, offer)).toEqual([]);
    writeOption(offer, OPTIONS.bootFileName, 'ipxe/bios/undionly.kpxe\0');
    expect(differences(expected, { ...offer, file: '' })).toEqual([]);
  });

  it('differs in what it says otherwise and in what it leaves out', async () => {
    const expected = await expectedFor('bios', false);
    const offer = rightOffer(expected);
    offer.options.delete(OPTIONS.routers.code);
    expect(differences(expected, { ...offer, yiaddr: ip('10.0.0.5'), siaddr: 0, file: 'pxelinux.0' })).toEqual([
      { what: 'address', expected: '10.0.1.1-10.0.1.9', got: '10.0.0.5' },
      { what: 'router', expected: '10.0.0.254', got: '' },
      { what: 'boot file', expected: 'ipxe/bios/undionly.kpxe', got: 'pxelinux.0' },
      { what: 'next-server', expected: '10.0.0.1', got: '' },
    ]);
  });

  it('has to give a node its own address and name', async () => {
    const expected = await expectedFor('bios', true);
    expect(differences(expected, rightOffer(expected))).toEqual([
      { what: 'address', expected: '10.0.0.11', got: '10.0.1.5' },
      { what: 'host name', expected: 'n01', got: '' },
    ]);
  });

  it('has to tell the options of the site that the class asks for or is told unasked, and none that are taken away', async () => {
    const options = { routers: '10.0.0.253', 'domain-name': null, 'time-servers': '10.0.0.5', 119: 'a.test' };
    const expected = await expectedFor('bios', false, { ...options, 224: { value: 'hex:01', always: true } });
    expect(differences(expected, rightOffer(expected))).toEqual([
      { what: 'option 224', expected: '01', got: '' },
      { what: 'option 3', expected: '0a0000fd', got: '0a0000fe' },
      { what: 'option 15', expected: '', got: '6870632e6578616d706c65' },
      { what: 'option 4', expected: '0a000005', got: '' },
    ]);
  });

  it('has to tell a node what its device says in place of the network', async () => {
    const expected = await expectedFor('bios', true, {}, { gateway: '10.0.0.253', dns: [], domain: 'hpc.example' });
    const offer = rightOffer(expected);
    writeOption(offer, OPTIONS.hostName, 'n01');
    expect(differences(expected, { ...offer, yiaddr: ip('10.0.0.11') })).toEqual([
      { what: 'option 3', expected: '0a0000fd', got: '0a0000fe' },
      { what: 'option 6', expected: '', got: '0a0000010a000002' },
    ]);
  });

  it('has to keep iPXE from waiting for a proxy, and to echo the vendor class of HTTP Boot', async () => {
    const loader = await expectedFor('bios-ipxe', false);
    expect(loader.fields.get('option 175')).toBe('b00101');
    expect(loader.fields.has('next-server')).toBe(false);
    const http = await expectedFor('uefi-x86_64-http', false);
    expect(http.fields.get('option 60')).toBe('HTTPClient');
    expect(differences(http, rightOffer(http)).map(({ what }) => what)).toEqual(['boot file', 'option 60']);
  });
});
