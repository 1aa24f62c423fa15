import type { UnknownMachines } from '../discovery/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Logger } from '../plugin/types.ts';
import { SessionJournal } from './journal.ts';
import { Judge } from './judge.ts';
import { needsToken } from './levels.ts';
import { opensBoot } from './opening.ts';
import { randomId } from './random-id.ts';
import { Session } from './session.ts';
import { type SessionLimits, SessionTable } from './table.ts';
import type { BootSession, BootSessions, LeaseBook, Sighting } from './types.ts';

export interface BootSessionsOptions {
  /** How long a boot token is good for, and after how much silence a script begins a new boot where no DHCP is served. */
  readonly times: { readonly tokenSeconds: number; readonly idleSeconds: number };
  /** The current snapshot. */
  readonly snapshot: () => Snapshot;
  /** Secret that tokens are signed with; asked for once, when the first token is made or shown. */
  readonly key: () => Uint8Array;
  readonly leases: Pick<LeaseBook, 'serves'>;
  /** Told of every sighting of a machine that is no node. */
  readonly strangers?: Pick<UnknownMachines, 'sight'>;
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** File that boots are kept in over restarts; without one they are in memory only. */
  readonly journal?: string;
  /** An earlier snapshot by its number, where it is still to be had, for boots that a restart of the server interrupts. */
  readonly restoreSnapshot?: (number: number) => Promise<Snapshot | undefined>;
  readonly limits?: SessionLimits;
}

/** No boots yet. Pins snapshots as {@link BootSession} says: who removes blobs keeps the digests of all of them. */
export function createBootSessions(options: BootSessionsOptions): BootSessions {
  const { times, snapshot, leases, log } = options;
  const table = new SessionTable(options.limits);
  /** Claimed boots, oldest claim first: their snapshots are let go when their tokens expire. */
  const claims = new Set<Session>();
  let journal: SessionJournal | undefined;
  const judge = new Judge(table, leases, options.key);

  const write = (session: Session): void => {
    // Machines nobody knows have no tokens: nothing is lost with their boots.
    if (session.node === undefined) return;
    journal?.append(session.record);
    journal?.tidy(table.size);
  };
  const letGo = (now: number): void => {
    for (const session of claims) {
      if (session.pinned && (session.expiresAt ?? 0) > now) return;
      session.pin = undefined;
      claims.delete(session);
    }
  };
  const begin = (sighting: Sighting, present: Session | undefined): Session => {
    if (present?.state === 'open') {
      present.state = 'ended';
      write(present);
    }
    const { node, mac, time, clientClass } = sighting;
    const { id, number } = snapshot();
    const session = new Session(
      {
        id: randomId(),
        ...(node === undefined ? {} : { node }),
        ...(mac === undefined ? {} : { mac }),
        openedAt: time,
        seenAt: time,
        ...(clientClass === undefined ? {} : { clientClass }),
        state: 'open',
        snapshot: { id, number },
      },
      snapshot,
    );
    table.add(session);
    return session;
  };
  const presentOf = ({ node, mac }: Sighting): Session | undefined => {
    const known = node === undefined ? table.latest(mac ?? '') : table.latest(node);
    const stranger = node === undefined || known !== undefined || mac === undefined ? undefined : table.latest(mac);
    if (stranger === undefined || stranger.node !== undefined || node === undefined) return known;
    table.adopt(stranger, node);
    write(stranger);
    return stranger;
  };
  const sessionOf = (session: BootSession): Session => {
    const found = table.byId(session.id);
    if (found === undefined) throw new Error(`boot ${session.id} is not among those kept`);
    return found;
  };
  return {
    sight(sighting) {
      letGo(sighting.time);
      const { address, step, time, proven = true, clientClass, node, mac } = sighting;
      if (node === undefined && mac !== undefined) options.strangers?.sight({ ...sighting, mac });
      const dhcpHere = address !== undefined && leases.serves(address);
      const present = presentOf(sighting);
      const opened = opensBoot(sighting, present, { dhcpHere, idleMs: times.idleSeconds * 1000 });
      const session = opened || present === undefined ? begin(sighting, present) : present;
      const firstScript = proven && step === 'script' && session.scriptAt === undefined;
      if (firstScript) session.scriptAt = time;
      if (proven) {
        // A claimed boot is alive by what it fetches: claims that are refused must not keep it so.
        if (session.claimedAt === undefined) session.seenAt = time;
        if (clientClass !== undefined) session.clientClass ??= clientClass;
      }
      if (opened || firstScript) write(session);
      return session;
    },

    of: (machine) => table.latest(machine),
    get: (id) => table.byId(id),
    pinnedOf: (node) => {
      const session = table.claimed(node);
      return session?.pinned === true ? session : undefined;
    },

    claim(claimed, request, terms) {
      const session = sessionOf(claimed);
      const refused = judge.claimRefusal(session, request, terms);
      if (refused !== undefined) return { refused };
      const { time, remoteAddress } = request;
      const { expiresAt: before = 0 } = session;
      // Whole seconds, as in the token.
      const expiresAt = before > time ? before : Math.floor(time / 1000 + times.tokenSeconds) * 1000;
      const { id, number } = terms.snapshot;
      session.seenAt = time;
      session.claimedAt ??= time;
      if (remoteAddress !== undefined) session.claimedBy = remoteAddress;
      session.expiresAt = expiresAt;
      session.booted = { id, number };
      session.pin = terms.snapshot;
      table.claim(session);
      claims.delete(session);
      claims.add(session);
      write(session);
      return { granted: needsToken(terms.level) ? { token: judge.token(session, 'boot', expiresAt) } : {} };
    },

    check(request, node, roles = ['boot']) {
      const session = judge.bootOf(request, node, roles);
      if (!(session instanceof Session)) return { refused: session };
      const first = session.usedAt === undefined;
      session.seenAt = request.time;
      session.usedAt ??= request.time;
      if (first) write(session);
      return { session };
    },

    peek: (request, node) => {
      const session = judge.bootOf(request, node, ['boot']);
      return session instanceof Session ? session : undefined;
    },

    isStranger: (request, node, terms) => judge.isStranger(request, node, terms),

    runToken: (session) => judge.token(sessionOf(session), 'run', Infinity),

    close(id, state) {
      const session = table.byId(id);
      if (session === undefined || session.state === state) return;
      session.state = state;
      session.pin = undefined;
      claims.delete(session);
      write(session);
    },

    async open() {
      if (options.journal === undefined || journal !== undefined) return;
      const now = Date.now();
      const restoreSnapshot = oncePerNumber(options.restoreSnapshot);
      for (const record of SessionJournal.read(options.journal)) table.add(new Session(record, snapshot));
      for (const session of table.values()) {
        const { claimedAt, expiresAt = 0, state } = session;
        if (claimedAt === undefined || expiresAt <= now || state === 'up') continue;
        session.pin = await pinnedAgain(session, { ...options, restoreSnapshot });
        claims.add(session);
      }
      journal = await SessionJournal.open({
        file: options.journal,
        live: () => [...table.values()].map(({ record }) => record),
        onError: (error) => {
          log.error({ err: error, file: options.journal }, 'boot sessions are not kept over a restart');
        },
      });
    },

    async end() {
      await journal?.close();
      journal = undefined;
    },
  };
}

/** Thousands of nodes that were booting had a handful of snapshots: each is read once. */
function oncePerNumber(
  restore: (number: number) => Promise<Snapshot | undefined> = () => Promise.resolve(undefined),
): (number: number) => Promise<Snapshot | undefined> {
  const read = new Map<number, Promise<Snapshot | undefined>>();
  return (number) => {
    const known = read.get(number) ?? restore(number);
    read.set(number, known);
    return known;
  };
}

/** The snapshot of a boot that was under way when the server stopped, or else the current one. */
async function pinnedAgain(
  session: Session,
  { snapshot, restoreSnapshot, log }: Pick<BootSessionsOptions, 'snapshot' | 'restoreSnapshot' | 'log'>,
): Promise<Snapshot> {
  const current = snapshot();
  const { id, node, booted } = session;
  if (booted.id === current.id) return current;
  const restored = await restoreSnapshot?.(booted.number);
  if (restored?.id === booted.id) return restored;
  session.booted = { id: current.id, number: current.number };
  const text = `boot ${id} goes on with snapshot ${current.number}: snapshot ${booted.number}, which it began with, is gone`;
  log.info({ node, boot: id }, text);
  return current;
}
