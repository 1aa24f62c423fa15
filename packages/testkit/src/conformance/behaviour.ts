import type { DhcpBackend } from './backend.ts';
import type { Tools } from './tools.ts';

/** Something every DHCP backend has to do. */
export interface Behaviour {
  /** Unique, `GROUP/WHAT`: what departures and reports name it by. */
  readonly id: string;
  /** A sentence about the backend. */
  readonly title: string;
  /** Where it is written: section of an RFC or of the PXE specification, or what firmware was seen to need. */
  readonly source: string;
  /** Why it cannot be asked of this backend; undefined when it can. */
  readonly unless?: (backend: DhcpBackend) => string | undefined;
  /** Rejects with ConformanceFailure when the backend does not show it. */
  readonly check: (tools: Tools) => Promise<void>;
}

export const isProxy = ({ role }: DhcpBackend): string | undefined =>
  role === 'proxy' ? 'a proxy gives no addresses' : undefined;

export const isServer = ({ role }: DhcpBackend): string | undefined =>
  role === 'proxy' ? undefined : 'it gives addresses';

/** Strangers have to be given addresses for this. */
export const givesNoPool = (backend: DhcpBackend): string | undefined =>
  isProxy(backend) ??
  (backend.unknown === 'ignore' ? 'it ignores machines that are not registered' : undefined) ??
  (Object.values(backend.networks)[0]?.pool === undefined ? 'its first network has no pool' : undefined);
