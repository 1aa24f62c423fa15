import { randomBytes } from 'node:crypto';
import { type BootRequest, bootRequest } from '../../src/lifecycle/boot-request.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import {
  type BootSession,
  type BootSessions,
  type BootSessionsOptions,
  type ClaimTerms,
  createBootSessions,
  createLeaseBook,
} from '../../src/session/index.ts';

export const NODE = { node: 'n01', mac: '52:54:00:00:00:01', address: '10.0.0.11' } as const;

/** A snapshot of which only number and id matter. */
export function snapshotOf(number: number): Snapshot {
  return { id: `snapshot-${number}`, number } as Snapshot;
}

export interface Sessions {
  readonly sessions: BootSessions;
  readonly notes: readonly string[];
  /** Milliseconds since the epoch; moved by hand. */
  time: number;
  snapshot: Snapshot;
  see(step: 'firmware' | 'loader' | 'script', more?: Partial<Parameters<BootSessions['sight']>[0]>): BootSession;
  request(facts?: Partial<BootRequest>): BootRequest;
  /** Claims the present boot of n01 as the machine at its address would. */
  claim(facts?: Partial<BootRequest>, terms?: Partial<ClaimTerms>): ReturnType<BootSessions['claim']>;
  /** The token of a claim that has to be granted. */
  token(facts?: Partial<BootRequest>): string;
}

/** Sessions in memory; addresses of 10.0.0.0/24 are given by DHCP here when `dhcpHere` is true. */
export function sessionsOf(options: Partial<BootSessionsOptions> & { dhcpHere?: boolean } = {}): Sessions {
  const notes: string[] = [];
  const leases = createLeaseBook();
  if (options.dhcpHere !== false) leases.add({ serves: () => true, holder: () => undefined });
  const key = randomBytes(32);
  const note = (_: object, text: string): void => {
    notes.push(text);
  };
  const sample: Sessions = {
    time: Date.now(),
    snapshot: snapshotOf(1),
    notes,
    sessions: createBootSessions({
      times: { tokenSeconds: 3600, idleSeconds: 120 },
      snapshot: () => sample.snapshot,
      key: () => key,
      leases,
      log: { info: note, error: note },
      ...options,
    }),
    see: (step, more) => sample.sessions.sight({ ...NODE, step, time: sample.time, ...more }),
    request: (facts) =>
      bootRequest({ door: 'http', time: sample.time, mac: NODE.mac, remoteAddress: NODE.address, ...facts }),
    claim: (facts, terms) => {
      const session = sample.see('script');
      const proofs = ['lease', 'address'];
      return sample.sessions.claim(session, sample.request(facts), {
        level: 'token',
        proofs,
        snapshot: sample.snapshot,
        ...terms,
      });
    },
    token: (facts) => {
      const result = sample.claim(facts);
      if ('refused' in result || result.granted.token === undefined) throw new Error(JSON.stringify(result));
      return result.granted.token;
    },
  };
  return sample;
}
