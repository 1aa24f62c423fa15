import { RecentMap } from '../progress/recent-map.ts';
import type { Session } from './session.ts';

/** Machines remembered. */
export interface SessionLimits {
  /** Nodes; default 20,000. */
  readonly nodes?: number;
  /** Machines nobody knows; default 2,000. They have room of their own: invented MACs push out no node. */
  readonly strangers?: number;
}

interface Boots {
  latest: Session;
  /** The boot that claimed its script last; the latest one, or one before it. */
  claimed?: Session;
}

/** Boots by id, and for each machine the latest and the one that last claimed its script. */
export class SessionTable {
  readonly #nodes: RecentMap<Boots>;
  readonly #strangers: RecentMap<Boots>;
  readonly #byId = new Map<string, Session>();

  constructor({ nodes = 20_000, strangers = 2000 }: SessionLimits = {}) {
    const forget = (boots: Boots): void => {
      this.#drop(boots.latest);
      if (boots.claimed !== undefined) this.#drop(boots.claimed);
    };
    this.#nodes = new RecentMap(nodes, forget);
    this.#strangers = new RecentMap(strangers, forget);
  }

  get size(): number {
    return this.#byId.size;
  }

  byId(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  latest(machine: string): Session | undefined {
    return (this.#nodes.get(machine) ?? this.#strangers.get(machine))?.latest;
  }

  claimed(node: string): Session | undefined {
    return this.#nodes.get(node)?.claimed;
  }

  /** A new boot of its machine. */
  add(session: Session): void {
    this.#byId.set(session.id, session);
    const known = this.#known(session);
    if (known !== undefined && known.latest !== known.claimed) this.#drop(known.latest);
    const claimed = session.claimedAt === undefined ? known?.claimed : session;
    if (known?.claimed !== undefined && known.claimed !== claimed) this.#drop(known.claimed);
    this.#put(session, { latest: session, ...(claimed === undefined ? {} : { claimed }) });
  }

  /** This boot, the latest of its machine, claimed its script: tokens of the one before end here. */
  claim(session: Session): void {
    const known = this.#known(session);
    if (known?.claimed !== undefined && known.claimed !== session) this.#drop(known.claimed);
    this.#put(session, { latest: known?.latest ?? session, claimed: session });
  }

  /** A stranger became a node while it boots. */
  adopt(session: Session, node: string): void {
    const { mac } = session;
    if (mac !== undefined) this.#strangers.delete(mac);
    session.node = node;
    this.#put(session, { latest: session });
  }

  *values(): Generator<Session> {
    yield* this.#byId.values();
  }

  #known({ node, mac }: Session): Boots | undefined {
    return node === undefined ? this.#strangers.get(mac ?? '') : this.#nodes.get(node);
  }

  #put({ node, mac }: Session, boots: Boots): void {
    if (node === undefined) this.#strangers.set(mac ?? '', boots);
    else this.#nodes.set(node, boots);
  }

  #drop(session: Session): void {
    session.pin = undefined;
    this.#byId.delete(session.id);
  }
}
