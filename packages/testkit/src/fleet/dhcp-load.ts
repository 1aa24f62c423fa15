import { setTimeout as delay } from 'node:timers/promises';
import { obtainLease } from '../firmware/dhcp-client.ts';
import { BootFault } from '../firmware/fault.ts';
import { fakeMachine } from '../firmware/machine.ts';
import { createPace } from '../firmware/pace.ts';
import type { RelayAgent } from '../firmware/relay-agent.ts';
import type { Meter } from '../firmware/trace.ts';
import { type Spread, spreadOf } from './statistics.ts';

export interface DhcpLoadOptions {
  readonly relay: RelayAgent;
  /** Machines take turns. */
  readonly macs: readonly string[];
  /** Exchanges begun a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Begins no further exchange once it aborts. */
  readonly signal?: AbortSignal;
}

/** Times in milliseconds from DISCOVER to OFFER and REQUEST to ACK together, packets that were sent again included. */
export interface DhcpLoad extends Spread {
  readonly done: number;
  /** Exchanges whose client lost its patience. */
  readonly failed: number;
  readonly retries: number;
  /** Most packets that one client sent again in its exchange. */
  readonly mostRetries: number;
}

/** DHCP exchanges of machines that run iPXE, at an even rate: how long a server lets machines wait under it. */
export async function dhcpLoad({ relay, macs, rate, seconds, signal }: DhcpLoadOptions): Promise<DhcpLoad> {
  const times: number[] = [];
  const pace = createPace(1, new AbortController().signal);
  const { clientClass } = fakeMachine({ mac: macs[0] ?? '', clientClass: 'uefi-x86_64-ipxe' });
  const retries: number[] = [];
  let failed = 0;
  const exchange = async (mac: string): Promise<void> => {
    const meter: Meter = { bytes: 0, retries: 0 };
    try {
      times.push((await obtainLease({ stage: 'dhcp', clientClass, mac }, relay, pace, meter)).ms);
    } catch (error) {
      if (!(error instanceof BootFault)) throw error;
      failed += 1;
    }
    retries.push(meter.retries);
  };
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let count = 0; count < rate * seconds && signal?.aborted !== true; count += 1) {
    const early = start + (count * 1000) / rate - performance.now();
    if (early > 0) await delay(early);
    running.push(exchange(macs[count % macs.length] ?? ''));
  }
  await Promise.all(running);
  return {
    ...spreadOf(times),
    done: times.length,
    failed,
    retries: retries.reduce((sum, count) => sum + count, 0),
    mostRetries: retries.reduce((most, count) => Math.max(most, count), 0),
  };
}
