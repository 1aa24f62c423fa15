import { describe, expect, it } from 'vitest';
import { type BootRequest, bootRequest } from '../../src/lifecycle/boot-request.ts';
import { provenMachine } from '../../src/route/index.ts';
import { type BootSample, bootSample } from '../lifecycle/boot-sample.ts';

/** What the log and the timeline are told of a refusal. */
async function told(sample: BootSample, facts: Partial<BootRequest>) {
  const { lifecycle, sessions } = sample;
  const request = {
    boot: sample.request(facts),
    transport: 'http',
    path: '/system/MAC',
    params: {},
    query: {},
  } as const;
  const found = await provenMachine({ lifecycle, sessions, stage: 'system' }, request);
  return 'refusal' in found ? { stranger: found.refusal.stranger, problem: found.refusal.problem } : undefined;
}

/** 200 when the machine gets in, else status and code of the refusal. */
async function answer(sample: BootSample, facts: Partial<BootRequest>, stage = 'system'): Promise<string> {
  const { lifecycle, sessions } = sample;
  const boot = sample.request(facts);
  const request = { boot, transport: 'http', path: `/${stage}/MAC`, params: {}, query: {} } as const;
  const found = await provenMachine({ lifecycle, sessions, stage }, request);
  if ('assignment' in found) return '200';
  const { status, code, body } = found.refusal;
  if (status === 401 || status === 403) expect(body).toMatchObject({ bytes: Buffer.alloc(0) });
  return [status, code].filter((part) => part !== undefined).join(' ');
}

const rogue = { remoteAddress: '10.0.0.66' };

describe('what holds secrets is given', () => {
  it('to anybody where nothing has to be proven', async () => {
    expect(await answer(await bootSample({}, 'open'), rogue)).toBe('200');
  });

  it('to the address of the node where that is proof enough: its lease, or else what the registry says', async () => {
    for (const dhcpHere of [true, false]) {
      const sample = await bootSample({}, 'address', dhcpHere);
      expect(await answer(sample, {})).toBe('200');
      expect(await answer(sample, rogue)).toBe('403 NO_LEASE');
    }
  });

  it('to who has the token of the boot otherwise, which is the default', async () => {
    const sample = await bootSample();
    const token = (await sample.lifecycle.assignScript(sample.request()))?.token ?? '';
    expect(await answer(sample, { token })).toBe('200');
    expect(await answer(sample, {})).toBe('403 TOKEN_MISSING');
    expect(await answer(sample, { token, ...rogue })).toBe('403 TOKEN_OTHER_ADDRESS');
  });

  it('to who has the token that was given for the asset key', async () => {
    const sample = await bootSample({ assetKey: 'sesame' }, 'open', false);
    const script = (facts: Partial<BootRequest>) => sample.lifecycle.assignScript(sample.request(facts));
    expect((await script({}))?.refused?.code).toBe('ASSET_KEY_MISSING');
    expect((await script({ assetKey: 'simsala' }))?.refused?.code).toBe('ASSET_KEY_WRONG');
    const token = (await script({ assetKey: 'sesame' }))?.token ?? '';
    expect(await answer(sample, { token })).toBe('200');
    expect(await answer(sample, {})).toBe('401 ASSET_KEY_MISSING');
    expect(await answer(sample, { assetKey: 'sesame' })).toBe('403 TOKEN_MISSING');
  });

  it('to Warewulf’s clients where a node allows it: from its address, a privileged port, with the asset key if there is one', async () => {
    const boot = { compat: 'warewulf' };
    const plain = await bootSample({ boot });
    expect(await answer(plain, { remotePort: 1023 })).toBe('200');
    expect(await answer(plain, { remotePort: 1024 })).toBe('401 PORT_UNPRIVILEGED');
    expect(await answer(plain, { remotePort: 700, ...rogue })).toBe('403 TOKEN_MISSING');
    expect(await answer(await bootSample(), { remotePort: 700 })).toBe('403 TOKEN_MISSING');
    const keyed = await bootSample({ boot, assetKey: 'sesame' });
    expect(await answer(keyed, { remotePort: 700 })).toBe('401 ASSET_KEY_MISSING');
    expect(await answer(keyed, { remotePort: 700, assetKey: 'sesame' })).toBe('200');
  });

  it('to Warewulf’s first stage from any port, from its script until the first runtime overlay', async () => {
    const sample = await bootSample({ boot: { compat: 'warewulf' } });
    expect(await answer(sample, {})).toBe('401 PORT_UNPRIVILEGED');
    await sample.lifecycle.assignScript(sample.request());
    expect(await answer(sample, {})).toBe('200');
    expect(await answer(sample, {}, 'runtime')).toBe('401 PORT_UNPRIVILEGED');
    expect(await answer(sample, rogue)).toBe('403 TOKEN_MISSING');
    expect(await answer(sample, { time: Date.now() + 3_601_000 })).toBe('401 PORT_UNPRIVILEGED');
    expect(await answer(sample, { remotePort: 987 })).toBe('200');
    expect(await answer(sample, {})).toBe('200');
    expect(await answer(sample, { remotePort: 987 }, 'runtime')).toBe('200');
    expect(await answer(sample, {})).toBe('401 PORT_UNPRIVILEGED');
    expect(await answer(sample, { remotePort: 987 }, 'runtime')).toBe('200');
  });

  it('to who explains it, in this process, without proof', async () => {
    expect(await answer(await bootSample(), { door: 'explain' })).toBe('200');
  });

  it('to no machine that is not named or not known', async () => {
    const sample = await bootSample();
    const nobody = bootRequest({ door: 'http', remoteAddress: '10.0.0.11' });
    const found = await provenMachine(
      { lifecycle: sample.lifecycle, sessions: sample.sessions, stage: 'system' },
      { boot: nobody, transport: 'http', path: '/system', params: {}, query: {} },
    );
    expect(found).toMatchObject({ refusal: { status: 400 } });
    expect(await answer(sample, { mac: '52:54:00:00:00:99' })).toBe('404');
  });
});

describe('a refusal tells', () => {
  it('who asked, and whether that can be the node: its lease, its claim, else the address of the registry', async () => {
    const stranger = { stranger: true, problem: expect.stringContaining('10.0.0.66 asks') as string };
    const itself = { stranger: undefined, problem: expect.stringContaining('10.0.0.11 asks') as string };
    for (const dhcpHere of [true, false]) {
      const sample = await bootSample({}, 'token', dhcpHere);
      expect(await told(sample, rogue)).toEqual(stranger);
      expect(await told(sample, {})).toEqual(itself);
    }
    const keyed = await bootSample({ assetKey: 'sesame' }, 'token', false);
    expect((await keyed.lifecycle.assignScript(keyed.request({ assetKey: 'sesame', ...rogue })))?.token).toBeDefined();
    expect(await told(keyed, rogue)).toMatchObject({ stranger: undefined });
    expect(await told(keyed, { remoteAddress: '10.0.0.67' })).toMatchObject({ stranger: true });
  });

  it('of a node whose address nobody here knows that it may be the node itself', async () => {
    const devices = { default: { hwaddr: '52:54:00:00:00:01' } };
    const sample = await bootSample({ networkDevices: devices }, 'token', false);
    expect(await told(sample, rogue)).toMatchObject({ stranger: undefined });
    const script = await sample.lifecycle.assignScript(sample.request(rogue));
    expect(script).toMatchObject({ refused: { code: 'NO_LEASE' } });
    expect(script?.stranger).toBeUndefined();
  });
});
