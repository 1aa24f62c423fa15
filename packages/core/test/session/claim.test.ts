import { describe, expect, it } from 'vitest';
import { formatToken } from '../../src/session/token.ts';
import { sessionsOf } from './sample.ts';

const refused = (result: object): string | undefined =>
  'refused' in result ? (result.refused as { code: string }).code : undefined;

describe('a claim', () => {
  it('from the address that holds the lease gets the token, and again the same one until it was used', () => {
    const sample = sessionsOf();
    const { id } = sample.see('firmware');
    const token = sample.token();
    sample.time += 5000;
    expect(sample.token()).toBe(token);
    expect(sample.sessions.check(sample.request({ token }), 'n01')).toMatchObject({ session: { id } });
    expect(refused(sample.claim())).toBe('SECOND_CLAIM');
  });

  it('of a loader that shows its token is the same claim also after it was used, and after it expired', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    const token = sample.token();
    sample.sessions.check(sample.request({ token }), 'n01');
    expect(sample.token({ token })).toBe(token);
    sample.time += 3_600_000;
    const next = sample.token({ token });
    expect(next).not.toBe(token);
    expect(refused(sample.sessions.check(sample.request({ token: next }), 'n01'))).toBeUndefined();
    expect(refused(sample.claim({ token, remoteAddress: '10.0.0.66' }))).toBe('SECOND_CLAIM');
  });

  it('from elsewhere is refused, whether it comes first or second, and leaves the boot as it is', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    const stranger = { remoteAddress: '10.0.0.66' };
    expect(refused(sample.claim(stranger, { proofs: [] }))).toBe('NO_LEASE');
    expect(sample.sessions.of('n01')?.claimedBy).toBeUndefined();
    const token = sample.token();
    expect(refused(sample.claim(stranger))).toBe('SECOND_CLAIM');
    expect(sample.token()).toBe(token);
  });

  it('where DHCP is served here takes a lease: the registry’s address alone can be anybody’s', () => {
    const proofs = ['address'];
    const here = sessionsOf();
    here.see('firmware');
    expect(refused(here.claim({}, { proofs }))).toBe('NO_LEASE');
    expect(refused(sessionsOf({ dhcpHere: false }).claim({}, { proofs }))).toBeUndefined();
  });

  it('of a node that is up is refused, also from its own address', () => {
    const sample = sessionsOf();
    const { id } = sample.see('firmware');
    sample.token();
    sample.sessions.close(id, 'up');
    expect(refused(sample.claim())).toBe('SECOND_CLAIM');
  });

  it('with proof "asset-key" takes the asset key, and any address', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    expect(refused(sample.claim({}, { level: 'asset-key' }))).toBe('ASSET_KEY_MISSING');
    expect(refused(sample.claim({ assetKey: 'x' }, { level: 'asset-key' }))).toBe('ASSET_KEY_WRONG');
    const result = sample.claim({ assetKey: 'x' }, { level: 'asset-key', proofs: ['asset-key'] });
    expect(result).toHaveProperty('granted.token');
  });

  it('with proof "open" or "address" is granted without a token', () => {
    const sample = sessionsOf();
    for (const level of ['open', 'address'] as const) {
      expect(sample.claim({ remoteAddress: '10.0.0.66' }, { level, proofs: [] })).toEqual({ granted: {} });
    }
    expect(sample.sessions.pinnedOf('n01')?.claimedAt).toBe(sample.time);
  });
});

describe('a token shown', () => {
  it('is refused when it is missing, no token, of another node, of another key', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    const token = sample.token();
    const check = (given: string | undefined, node = 'n01') =>
      refused(sample.sessions.check(sample.request(given === undefined ? {} : { token: given }), node));
    expect(check(undefined)).toBe('TOKEN_MISSING');
    expect(check('')).toBe('TOKEN_MALFORMED');
    expect(check(`${token}A`)).toBe('TOKEN_MALFORMED');
    expect(check(token, 'n02')).toBe('TOKEN_OTHER_NODE');
    const { id = '' } = sample.sessions.of('n01') ?? {};
    const forged = formatToken({ role: 'boot', session: id, node: 'n01', expires: Infinity }, Buffer.alloc(32));
    expect(check(forged)).toBe('TOKEN_MALFORMED');
    expect(check(token)).toBeUndefined();
  });

  it('is refused from another address, when it has expired, and once the next boot has claimed', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    const token = sample.token();
    const check = (facts = {}) => refused(sample.sessions.check(sample.request({ token, ...facts }), 'n01'));
    expect(check({ remoteAddress: '10.0.0.66' })).toBe('TOKEN_OTHER_ADDRESS');
    expect(check({ time: sample.time + 3_600_000 })).toBe('TOKEN_EXPIRED');
    sample.see('firmware');
    expect(check()).toBeUndefined();
    sample.token();
    expect(check()).toBe('TOKEN_OTHER_BOOT');
  });

  it('of a running node opens what is for running nodes only, and lasts as long as no other boot has claimed', () => {
    const sample = sessionsOf();
    const boot = sample.see('firmware');
    sample.token();
    const request = { token: sample.sessions.runToken(boot) };
    const check = (roles?: ('boot' | 'run')[]) => refused(sample.sessions.check(sample.request(request), 'n01', roles));
    expect(check()).toBe('TOKEN_OTHER_USE');
    sample.time += 1e10;
    expect(check(['boot', 'run'])).toBeUndefined();
    sample.see('firmware');
    sample.time += 1e10;
    expect(check(['run'])).toBeUndefined();
    sample.token();
    expect(check(['run'])).toBe('TOKEN_OTHER_BOOT');
  });

  it('is not counted as used by a first look', () => {
    const sample = sessionsOf();
    const { id } = sample.see('firmware');
    const token = sample.token();
    expect(sample.sessions.peek(sample.request({ token }), 'n01')?.id).toBe(id);
    expect(sample.sessions.get(id)?.usedAt).toBeUndefined();
  });
});
