import { BootStore, type BootStoreOptions } from './boots/store.ts';
import type { ProgressEvent, Timeline } from './types.ts';

/** An empty timeline in memory. A listener that throws disturbs neither the caller of `record` nor other listeners. */
export function createTimeline(options: BootStoreOptions = {}): Timeline {
  const boots = new BootStore(options);
  const listeners = new Set<(event: ProgressEvent) => void>();

  return {
    boots,
    record(event) {
      const kept = boots.record(event);
      for (const listener of listeners) {
        try {
          listener(kept);
        } catch {
          listeners.delete(listener);
        }
      }
    },
    advance: (progress) => {
      boots.advance(progress);
    },
    of: (who) => [...(boots.machines.find(who)?.events ?? [])],
    holderOf: (address) => boots.machines.holderOf(address),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
