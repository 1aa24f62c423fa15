import { describe, expect, it } from 'vitest';
import { bootSample } from './boot-sample.ts';

const digits = (
  spec: { kernel: { digest?: string } | undefined; initrds: readonly { digest?: string }[] } | undefined,
) => [spec?.kernel?.digest?.[0], spec?.initrds[0]?.digest?.[0]].join('');

describe('what is assigned over one boot', () => {
  it('has kernel and image of the snapshot its script was made from, whatever changes meanwhile', async () => {
    const { lifecycle, image, request, sessions } = await bootSample();
    const dhcp = { step: 'firmware', node: 'n01', time: Date.now() } as const;
    sessions.sight(dhcp);
    const script = await lifecycle.assignScript(request());
    expect(digits(script?.spec)).toBe('aa');
    image('b');
    const token = script?.token ?? '';
    expect((await lifecycle.assign(request({ token })))?.snapshot.number).toBe(1);
    expect((await lifecycle.assign(request({ token, door: 'tftp' })))?.snapshot.number).toBe(1);
    for (const door of ['explain', 'check', 'test']) {
      expect((await lifecycle.assign(request({ door })))?.snapshot.number).toBe(2);
    }
    sessions.sight(dhcp);
    expect((await lifecycle.assign(request({ door: 'dhcp' })))?.snapshot.number).toBe(2);
    expect(digits((await lifecycle.assignScript(request()))?.spec)).toBe('bb');
  });

  it('is what is current for a machine that waits because its image is missing, once that is there', async () => {
    const { lifecycle, image, request, sessions } = await bootSample();
    image(undefined);
    const waiting = await lifecycle.assignScript(request());
    expect(waiting?.spec.problems).toMatchObject([{ code: 'IMAGE_MISSING' }]);
    expect(sessions.of('n01')?.claimedAt).toBeUndefined();
    image('b');
    const script = await lifecycle.assignScript(request());
    expect(digits(script?.spec)).toBe('bb');
    expect(script?.token).toBeDefined();
  });

  it('carries the token in the paths of what holds secrets, and of nothing else', async () => {
    const { lifecycle, request } = await bootSample();
    const script = await lifecycle.assignScript(request());
    const token = script?.token ?? '';
    expect(script?.spec.initrds.map(({ role, path }) => [role, path])).toEqual([
      ['image', `/blobs/sha256/${'a'.repeat(64)}`],
      ['system', `/system/52:54:00:00:00:01?compress=gz&token=${token}`],
      ['session', `/v1/session/52:54:00:00:00:01?token=${token}`],
    ]);
    expect(script?.spec.args.join(' ')).not.toContain(token);
    const explained = await lifecycle.assign(request({ door: 'explain' }));
    expect(explained?.spec.initrds[2]?.path).toBe('/v1/session/52:54:00:00:00:01?token=TOKEN');
    const tested = await lifecycle.assign(request({ door: 'test' }));
    expect(tested?.spec.initrds[2]?.path).toBe('/v1/session/52:54:00:00:00:01');
  });

  it('is nothing but a refusal for a machine that may not have it, with the reason beside', async () => {
    const { lifecycle, request } = await bootSample();
    const refused = await lifecycle.assignScript(request({ remoteAddress: '10.0.0.66' }));
    expect(refused?.refused?.code).toBe('NO_LEASE');
    expect(refused?.spec).toMatchObject({ kernel: undefined, initrds: [], args: [], deploy: [] });
    expect(JSON.stringify(refused?.spec)).not.toContain('NO_LEASE');
  });

  it('has no token where none is wanted', async () => {
    for (const level of ['open', 'address'] as const) {
      const { lifecycle, request } = await bootSample({}, level);
      const script = await lifecycle.assignScript(request());
      expect(script?.token).toBeUndefined();
      expect(script?.spec.initrds[1]?.path).toBe('/system/52:54:00:00:00:01?compress=gz');
      const explained = await lifecycle.assign(request({ door: 'explain' }));
      expect(explained?.spec).toEqual(script?.spec);
    }
  });

  it('says that a node which has to prove itself by an asset key has none', async () => {
    const { lifecycle, request } = await bootSample({ boot: { proof: 'asset-key' } });
    expect((await lifecycle.assignScript(request()))?.spec.problems).toMatchObject([{ code: 'ASSET_KEY_UNSET' }]);
  });
});
