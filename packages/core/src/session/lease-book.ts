import type { LeaseBook, LeaseSource } from './types.ts';

/** An empty book. */
export function createLeaseBook(): LeaseBook {
  const sources = new Set<LeaseSource>();
  return {
    add(source) {
      sources.add(source);
      return () => {
        sources.delete(source);
      };
    },
    serves: (address) => [...sources].some((source) => source.serves(address)),
    holder(address, time) {
      for (const source of sources) {
        const mac = source.holder(address, time);
        if (mac !== undefined) return mac;
      }
      return undefined;
    },
  };
}
