import { describe, expect, it } from 'vitest';
import type { SiteConfig } from '../../src/config/types.ts';
import type { AcceptQueue } from '../../src/discovery/accept-queue.ts';
import { createAdmission } from '../../src/discovery/admission.ts';
import { createUnknownMachines } from '../../src/discovery/index.ts';
import type { Application } from '../../src/discovery/plan-accept.ts';
import { discoveryErrors } from '../../src/errors/discovery.ts';
import { type BootRequest, bootRequest } from '../../src/lifecycle/boot-request.ts';

const MAC = '52:54:00:00:00:99';
const POOL = '10.0.1.7';
const UUID = '4c4c4544-0000-4000-8000-000000000001';

const nothing = (): void => undefined;
const log = { info: nothing, warn: nothing, error: nothing };

function sample(discovery: SiteConfig['discovery'], accept?: AcceptQueue['accept'], served = true) {
  const machines = createUnknownMachines({ log });
  const asked: Application[] = [];
  const queue: AcceptQueue = {
    accept: (application) => {
      asked.push(application);
      return accept?.(application) ?? Promise.resolve({ node: 'n01' });
    },
  };
  const leases = { serves: () => served };
  const admission = createAdmission({ site: { discovery, networks }, machines, leases, log, queue });
  const request = (facts: Partial<BootRequest> = {}): BootRequest =>
    bootRequest({
      door: 'http',
      time: 1000,
      mac: MAC,
      remoteAddress: POOL,
      lease: { mac: MAC, address: POOL },
      ...facts,
    });
  /** Seen as the boot path sees it. */
  const sees = (introduced = true, time = 1000): void => {
    machines.sight({ mac: MAC, step: 'script', time, address: POOL, about: { uuid: UUID, introduced } });
  };
  return { admission, machines, asked, request, sees };
}

/** From an address that nobody is known to hold. */
const leaseless = (): BootRequest => bootRequest({ door: 'http', time: 1000, mac: MAC, remoteAddress: POOL });

const networks = { cluster: { cidr: '10.0.0.0/16', address: '10.0.0.1' } };

const ON = { policy: 'on', rules: [] } as const;

describe('a machine nobody knows that asks for its boot', () => {
  it('is accepted where discovery is on, among the nodes of its rule', async () => {
    const { admission, asked, request, sees } = sample({
      policy: 'off',
      rules: [{ vendor: '52:54:00', policy: 'on', nodes: 'n[1-4]' }],
    });
    sees();
    expect(await admission.admit(request())).toBe(true);
    expect(asked).toMatchObject([{ machine: { mac: MAC, uuid: UUID }, among: 'n[1-4]', sharedUuid: false }]);
  });

  it.each(['192.168.7.7', 'fe80::1', '127.0.0.1'])(
    'is not accepted from %s, which is on no network',
    async (remoteAddress) => {
      const { admission, asked, machines, request, sees } = sample(ON, undefined, false);
      sees();
      expect(await admission.admit(request({ remoteAddress }))).toBe(false);
      expect(asked).toEqual([]);
      expect(machines.get(MAC)?.note).toContain(`asks from ${remoteAddress}, which is on none of the networks`);
    },
  );

  it.each(['off', 'ask'] as const)('waits where discovery is %s', async (policy) => {
    const { admission, asked, request, sees } = sample({ policy, rules: [] });
    sees();
    expect(await admission.admit(request())).toBe(false);
    expect(asked).toEqual([]);
  });

  it('is accepted once its loader has told what rules go by, or asks again without it', async () => {
    const { admission, request, sees } = sample(ON);
    sees(false);
    expect(admission.answer(request()).introduce).toBe(true);
    expect(await admission.admit(request())).toBe(false);
    sees(false);
    expect(await admission.admit(request())).toBe(true);
  });

  it('is not accepted from an address that is leased to another machine, or to none', async () => {
    const { admission, asked, request, sees } = sample(ON);
    sees();
    expect(await admission.admit(leaseless())).toBe(false);
    expect(await admission.admit(request({ lease: { mac: '52:54:00:00:00:01', address: POOL } }))).toBe(false);
    expect(asked).toEqual([]);
    expect(admission.answer(request()).told[1]).toBe(
      `Muster: not accepted: ${MAC} asks from ${POOL}, whose lease is not its own`,
    );
  });

  it('is told on its console, and in the list, why there is no node for it', async () => {
    const { admission, machines, request, sees } = sample(ON, () =>
      Promise.resolve({ refused: discoveryErrors.noneFree('n[1-4]') }),
    );
    sees();
    expect(await admission.admit(request())).toBe(false);
    const sentence = 'no node is free: none of n[1-4] is discoverable and without a machine';
    expect(machines.get(MAC)?.note).toBe(sentence);
    expect(admission.answer(request()).told).toEqual([
      `Muster: nobody knows this machine (MAC ${MAC})`,
      `Muster: not accepted: ${sentence}`,
      `Muster: waiting for a free node; on the server: muster discover accept ${MAC} --as NODE`,
    ]);
  });

  it('counts as a node when somebody else was quicker, and waits when the change failed', async () => {
    let refuses = true;
    const { admission, machines, request, sees } = sample(ON, () =>
      refuses
        ? Promise.resolve({ refused: discoveryErrors.known(MAC, 'n01', 'MAC address') })
        : Promise.reject(new Error('disk full')),
    );
    sees();
    expect(await admission.admit(request())).toBe(true);
    refuses = false;
    expect(await admission.admit(request())).toBe(false);
    expect(machines.get(MAC)?.note).toBe('disk full');
  });

  it('does not keep its UUID when another machine that is on has the same one', async () => {
    const { admission, machines, asked, request, sees } = sample(ON);
    sees();
    machines.sight({ mac: '52:54:00:00:00:98', step: 'script', time: 900, about: { uuid: UUID } });
    await admission.admit(request());
    machines.sight({ mac: '52:54:00:00:00:98', step: 'script', time: 900, about: { uuid: UUID } });
    sees(true, 900_000);
    await admission.admit(request({ time: 900_000 }));
    expect(asked.map(({ sharedUuid }) => sharedUuid)).toEqual([true, false]);
  });

  it('gets its address anew before its lease is over, and when it is', () => {
    const { admission, machines, request } = sample(ON);
    machines.sight({ mac: MAC, step: 'loader', time: 0 });
    expect(admission.answer(request({ time: 500_000 })).renew).toBe(false);
    expect(admission.answer(request({ time: 700_000 })).renew).toBe(true);
    expect(admission.answer(leaseless()).renew).toBe(true);
  });
});

describe('a machine that waited and is a node now', () => {
  const NODE = '10.0.0.11';

  it('is sent for the address of its node, again within a few seconds, and then boots with what it has', () => {
    const { admission, machines, request, sees } = sample(ON);
    sees();
    expect(admission.moves(request(), NODE)).toBe(true);
    expect(admission.moves(request({ time: 3000 }), NODE)).toBe(true);
    expect(admission.moves(request({ time: 20_000 }), NODE)).toBe(false);
    expect(machines.get(MAC)).toBeUndefined();
  });

  it('stays where it is when that is the address of its node, or its node has none', () => {
    for (const address of [POOL, undefined]) {
      const { admission, machines, request, sees } = sample(ON);
      sees();
      expect(admission.moves(request(), address)).toBe(false);
      expect(machines.get(MAC)).toBeUndefined();
    }
  });

  it('is not told by a machine that has another one’s lease', () => {
    const { admission, machines, request, sees } = sample(ON);
    sees();
    expect(admission.moves(request({ lease: { mac: '52:54:00:00:00:01', address: POOL } }), NODE)).toBe(false);
    expect(machines.get(MAC)).toBeDefined();
  });

  it('is sent as well where DHCP is served elsewhere', () => {
    const { admission, sees } = sample(ON, undefined, false);
    sees();
    expect(admission.moves(leaseless(), NODE)).toBe(true);
  });
});
