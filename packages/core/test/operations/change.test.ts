import { describe, expect, it } from 'vitest';
import { changeBody, parseAssignment } from '../../src/operations/change.ts';
import { countAddresses } from '../../src/operations/count-addresses.ts';
import { parseFieldPath } from '../../src/operations/field-path.ts';

describe('changeBody', () => {
  it('sets values deep inside and leaves the given body alone', () => {
    const body = Object.freeze({ image: 'a', networkDevices: Object.freeze({ default: { mtu: 1500 } }) });
    const changes = [
      { path: ['networkDevices', 'default', 'mtu'], value: 9000 },
      { path: ['tags', 'rack'], value: '07' },
    ];
    expect(changeBody(body, changes)).toEqual({
      image: 'a',
      networkDevices: { default: { mtu: 9000 } },
      tags: { rack: '07' },
    });
  });

  it('takes entries out, with the mappings that become empty', () => {
    const body = { image: 'a', networkDevices: { default: { mtu: 1500 } } };
    expect(changeBody(body, [{ path: ['networkDevices', 'default', 'mtu'], value: undefined }])).toEqual({
      image: 'a',
    });
    expect(changeBody(body, [{ path: ['tags', 'none'], value: undefined }])).toEqual(body);
  });

  it('keeps null, which hides what profiles give, and the place of a changed key', () => {
    const changed = changeBody({ image: 'a', init: '/b' }, [{ path: ['image'], value: null }]);
    expect(Object.entries(changed)).toEqual([
      ['image', null],
      ['init', '/b'],
    ]);
  });
});

describe('parseAssignment', () => {
  it.each([
    ['image=debian', ['image'], 'debian'],
    ['networkDevices.default.mtu=9000', ['networkDevices', 'default', 'mtu'], 9000],
    ['kernel.args=[quiet, ~splash]', ['kernel', 'args'], ['quiet', '~splash']],
    ['tags."a.b"=x=y', ['tags', 'a.b'], 'x=y'],
    ['tags.rack="07"', ['tags', 'rack'], '07'],
    ['comment=', ['comment'], ''],
    ['image=null', ['image'], null],
  ])('reads %s', (text, path, value) => {
    expect(parseAssignment(text)).toEqual({ path, value });
  });

  it.each(['image', '=x', 'kernel.args=[quiet', 'networkDevices.default.mtu=.nan'])('refuses %s', (text) => {
    expect(() => parseAssignment(text)).toThrow(`"${text}" does not set a field`);
  });
});

describe('parseFieldPath', () => {
  it.each(['', '.', 'a.', '.a', 'a..b', '"a', 'a"b"', 'a[0]'])('refuses %j', (text) => {
    expect(() => parseFieldPath(text)).toThrow('is not a path of field names');
  });
});

describe('countAddresses', () => {
  it('counts up past octets and keeps the prefix length', () => {
    expect(countAddresses('10.0.0.254', 3)).toEqual(['10.0.0.254', '10.0.0.255', '10.0.1.0']);
    expect(countAddresses('10.0.0.1/22', 2)).toEqual(['10.0.0.1/22', '10.0.0.2/22']);
  });

  it('refuses what is no address, and ranges that leave the address space', () => {
    expect(() => countAddresses('10.0.0', 1)).toThrow('is not an IPv4 address');
    expect(() => countAddresses('255.255.255.255', 2)).toThrow('there are no 2 addresses');
  });
});
