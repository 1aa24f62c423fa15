import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_CLASSES, type ClientFacts, classifyClient, clientClassById } from '../src/client-class.ts';
import { RUNS } from './fuzz.ts';

const idOf = (facts: ClientFacts): string | undefined => classifyClient(facts)?.id;

describe('the table of client classes', () => {
  it('is this', () => {
    expect(
      CLIENT_CLASSES.map(({ id, transport, vendorClass, archCodes }) => [id, transport, vendorClass, archCodes]),
    ).toEqual([
      ['bios', 'tftp', 'PXEClient', [0]],
      ['bios-ipxe', 'http', 'PXEClient', [0, 20]],
      ['bios-http', 'http', 'HTTPClient', [20]],
      ['uefi-i386', 'tftp', 'PXEClient', [6]],
      ['uefi-i386-ipxe', 'http', 'PXEClient', [6, 15]],
      ['uefi-i386-http', 'http', 'HTTPClient', [15]],
      ['uefi-x86_64', 'tftp', 'PXEClient', [7, 9]],
      ['uefi-x86_64-ipxe', 'http', 'PXEClient', [7, 9, 16, 17]],
      ['uefi-x86_64-http', 'http', 'HTTPClient', [16, 17]],
      ['uefi-arm32', 'tftp', 'PXEClient', [10]],
      ['uefi-arm32-ipxe', 'http', 'PXEClient', [10, 18]],
      ['uefi-arm32-http', 'http', 'HTTPClient', [18]],
      ['uefi-arm64', 'tftp', 'PXEClient', [11]],
      ['uefi-arm64-ipxe', 'http', 'PXEClient', [11, 19]],
      ['uefi-arm64-http', 'http', 'HTTPClient', [19]],
      ['uefi-riscv32', 'tftp', 'PXEClient', [25]],
      ['uefi-riscv32-ipxe', 'http', 'PXEClient', [25, 26]],
      ['uefi-riscv32-http', 'http', 'HTTPClient', [26]],
      ['uefi-riscv64', 'tftp', 'PXEClient', [27]],
      ['uefi-riscv64-ipxe', 'http', 'PXEClient', [27, 28]],
      ['uefi-riscv64-http', 'http', 'HTTPClient', [28]],
      ['uefi-loongarch64', 'tftp', 'PXEClient', [39]],
      ['uefi-loongarch64-ipxe', 'http', 'PXEClient', [39, 40]],
      ['uefi-loongarch64-http', 'http', 'HTTPClient', [40]],
    ]);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(CLIENT_CLASSES)).toBe(true);
    expect(CLIENT_CLASSES.every((entry) => Object.isFrozen(entry) && Object.isFrozen(entry.archCodes))).toBe(true);
  });

  it('is found by id', () => {
    for (const entry of CLIENT_CLASSES) expect(clientClassById(entry.id)).toBe(entry);
    expect(clientClassById('uefi')).toBeUndefined();
  });

  it('has one combination of firmware, architecture, user class and boot protocol in each row', () => {
    const keys = CLIENT_CLASSES.map((entry) => [entry.firmware, entry.arch, entry.userClass, entry.vendorClass].join());
    expect(new Set(keys).size).toBe(CLIENT_CLASSES.length);
  });
});

describe('classifying a client', () => {
  it.each([7, 9])('takes architecture %i for x86-64, because firmware of both readings of RFC 4578 exists', (code) => {
    expect(idOf({ archCodes: [code], vendorClass: 'PXEClient:Arch:00007:UNDI:003000' })).toBe('uefi-x86_64');
  });

  it('knows iPXE by its user class alone and by option 175 alone', () => {
    expect(idOf({ archCodes: [0], vendorClass: 'PXEClient', userClass: 'iPXE' })).toBe('bios-ipxe');
    expect(idOf({ archCodes: [0], vendorClass: 'PXEClient', userClass: ['site', 'iPXE'] })).toBe('bios-ipxe');
    expect(idOf({ archCodes: [11], vendorClass: 'PXEClient', hasOption175: true })).toBe('uefi-arm64-ipxe');
  });

  it('keeps iPXE apart from HTTP Boot when it was started by HTTP Boot', () => {
    expect(idOf({ archCodes: [16], vendorClass: 'HTTPClient:Arch:00016', userClass: 'iPXE' })).toBe('uefi-x86_64-ipxe');
  });

  it('does not take other user classes for iPXE', () => {
    expect(idOf({ archCodes: [7], vendorClass: 'PXEClient', userClass: 'ipxe-not' })).toBe('uefi-x86_64');
  });

  it('lets option 60 decide the transport', () => {
    expect(idOf({ archCodes: [7], vendorClass: 'HTTPClient:Arch:00016:UNDI:003000' })).toBe('uefi-x86_64-http');
    expect(idOf({ archCodes: [16], vendorClass: 'PXEClient:Arch:00016:UNDI:003000' })).toBe('uefi-x86_64');
    expect(idOf({ archCodes: [16] })).toBe('uefi-x86_64-http');
    expect(idOf({ archCodes: [20], vendorClass: 'HTTPClient' })).toBe('bios-http');
  });

  it('reads the architecture out of option 60 when option 93 is missing', () => {
    expect(idOf({ vendorClass: 'PXEClient:Arch:00011:UNDI:003000' })).toBe('uefi-arm64');
    expect(idOf({ vendorClass: 'HTTPClient:Arch:00019' })).toBe('uefi-arm64-http');
  });

  it('takes a PXE client without any architecture for a BIOS, but guesses nothing for HTTP Boot', () => {
    expect(idOf({ vendorClass: 'PXEClient' })).toBe('bios');
    expect(idOf({ userClass: 'iPXE' })).toBe('bios-ipxe');
    expect(idOf({ vendorClass: 'HTTPClient' })).toBeUndefined();
  });

  it('takes the first architecture that has a class', () => {
    expect(idOf({ archCodes: [2, 6, 7], vendorClass: 'PXEClient' })).toBe('uefi-i386');
  });

  it.each<[string, ClientFacts]>([
    ['udhcpc', { vendorClass: 'udhcp 1.35.0' }],
    ['networkd', {}],
    ['Windows', { vendorClass: 'MSFT 5.0' }],
    ['U-Boot on x86, which says architecture 0', { archCodes: [0], vendorClass: 'U-Boot.x86' }],
    ['a POWER machine', { archCodes: [14], vendorClass: 'PXEClient:Arch:00014' }],
    ['a vendor class that only begins alike', { vendorClass: 'PXEClientele' }],
  ])('gives no class to %s', (_, facts) => {
    expect(classifyClient(facts)).toBeUndefined();
  });

  it('finds every class by what it sends', () => {
    for (const entry of CLIENT_CLASSES) {
      for (const code of entry.archCodes) {
        const userClass = entry.userClass === 'ipxe' ? 'iPXE' : undefined;
        expect(classifyClient({ archCodes: [code], vendorClass: entry.vendorClass, userClass })).toBe(entry);
      }
    }
  });

  it('gives a class of the table or none for any facts', () => {
    const facts = fc.record({
      archCodes: fc.option(fc.array(fc.nat(0xffff), { maxLength: 3 }), { nil: undefined }),
      vendorClass: fc.option(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `PXEClient:${tail}`),
        ),
        { nil: undefined },
      ),
      userClass: fc.option(fc.oneof(fc.string(), fc.constant('iPXE')), { nil: undefined }),
      hasOption175: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (random) => {
        const found = classifyClient(random);
        if (found === undefined) return;
        expect(CLIENT_CLASSES).toContain(found);
        expect(found.userClass === 'ipxe').toBe(random.hasOption175 || random.userClass === 'iPXE');
      }),
      { numRuns: RUNS },
    );
  });
});
