import { RecentMap } from './recent-map.ts';
import type { ProgressEvent, Timeline } from './types.ts';

/** Bounds of a timeline held in memory. */
export interface TimelineLimits {
  /** Events kept per node and per MAC; default 200. */
  readonly perNode?: number;
  /** Machines remembered: a scanner that invents MACs cannot fill the memory. Default 20,000. */
  readonly machines?: number;
}

/** An empty timeline in memory. A listener that throws disturbs neither the caller of `record` nor other listeners. */
export function createTimeline(limits: TimelineLimits = {}): Timeline {
  const perNode = limits.perNode ?? 200;
  const machines = limits.machines ?? 20_000;
  const rings = new RecentMap<ProgressEvent[]>(machines);
  const holders = new RecentMap<{ node?: string; mac?: string }>(machines);
  const listeners = new Set<(event: ProgressEvent) => void>();

  const append = (who: string, event: ProgressEvent): void => {
    const ring = rings.get(who) ?? [];
    ring.push(event);
    if (ring.length > perNode) ring.splice(0, ring.length - perNode);
    rings.set(who, ring);
  };

  return {
    record(event) {
      const { node, mac, address } = event;
      if (node !== undefined) append(node, event);
      if (mac !== undefined) append(mac, event);
      if (address !== undefined && (node !== undefined || mac !== undefined)) {
        holders.set(address, {
          ...(node === undefined ? {} : { node }),
          ...(mac === undefined ? {} : { mac }),
        });
      }
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch {
          listeners.delete(listener);
        }
      }
    },
    of: (who) => [...(rings.get(who) ?? [])],
    holderOf: (address) => holders.get(address),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
