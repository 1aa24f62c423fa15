import { setTimeout as sleep } from 'node:timers/promises';
import type { SiteConfig } from '../config/types.ts';
import { discoveryErrors } from '../errors/discovery.ts';
import { isMusterError, type MusterError, messageOf } from '../errors/index.ts';
import { isOn } from '../lifecycle/endpoints.ts';
import type { BootRequest } from '../lifecycle/boot-request.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Logger } from '../plugin/types.ts';
import type { LeaseBook } from '../session/types.ts';
import type { AcceptQueue } from './accept-queue.ts';
import { type Ruling, rulingFor } from './rules.ts';
import { sharesUuid } from './shares-uuid.ts';
import type { UnknownAnswer, UnknownMachine, UnknownMachines } from './types.ts';

export interface AdmissionParts {
  readonly site: Pick<SiteConfig, 'discovery' | 'networks'>;
  readonly machines: UnknownMachines;
  readonly leases: Pick<LeaseBook, 'serves'>;
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** Absent where nothing can be changed: tests, explanations. */
  readonly queue?: AcceptQueue | undefined;
}

/** What the boot path asks of discovery. */
export interface Admission {
  /** A machine nobody knows asks for its boot; true when it is a node now. Never rejects. */
  admit(request: BootRequest): Promise<boolean>;
  /** What it is told when it is none. */
  answer(request: BootRequest): UnknownAnswer;
  /**
   * Whether a machine that waited as an unknown one is to get the address of its node before it boots: what comes after the
   * loader would else prove itself from another address than the loader did. Said once, for a little while.
   */
  moves(request: BootRequest, address: string | undefined): boolean;
}

/** A loader waits for its answer, and asks again later anyway. */
const PATIENCE_MS = 8000;
/** A third of the shortest lease of a pool that is usual: loaders do not renew leases. */
const RENEW_MS = 600_000;
/** A loader may ask twice for one answer (UEFI: HEAD, then GET). */
const SENT_AWAY_MS = 5000;

export function createAdmission({ site, machines, leases, log, queue }: AdmissionParts): Admission {
  const accept = async (machine: UnknownMachine, { nodes }: Ruling, patience: AbortSignal): Promise<boolean> => {
    if (queue === undefined) return false;
    const sharedUuid = sharesUuid(machine, machines.list());
    const asked = queue.accept({ machine, among: nodes, sharedUuid }).then((result) => {
      if ('node' in result) {
        log.info(
          { mac: machine.mac, node: result.node },
          `${machine.mac} is node ${result.node} now (discovery is on)`,
        );
      }
      // Accepted meanwhile by hand, say.
      const isNode = 'node' in result || result.refused.code === 'DISCOVERY_MACHINE_KNOWN';
      machines.note(machine.mac, isNode ? undefined : result.refused.sentence);
      return isNode;
    });
    const late = sleep(PATIENCE_MS, false, { ref: false, signal: patience }).catch(() => false);
    return Promise.race([asked, late]);
  };

  return {
    admit: async (request) => {
      const machine = machines.get(request.mac ?? '');
      if (machine === undefined || queue === undefined) return false;
      const ruling = rulingFor(machine, site.discovery);
      if (ruling.policy !== 'on' || !isReady(machine)) return false;
      const obstacle = foreignAddress(request, leases, site);
      if (obstacle !== undefined) {
        machines.note(machine.mac, obstacle.sentence);
        return false;
      }
      const done = new AbortController();
      try {
        return await accept(machine, ruling, done.signal);
      } catch (error) {
        machines.note(machine.mac, isMusterError(error) ? error.sentence : messageOf(error));
        log.error({ err: error, mac: machine.mac }, 'an unknown machine could not be accepted');
        return false;
      } finally {
        done.abort();
      }
    },

    answer: ({ mac = 'unknown', uuid, time, lease, remoteAddress }) => {
      const machine = machines.get(mac);
      const policy = machine === undefined ? site.discovery.policy : rulingFor(machine, site.discovery).policy;
      const addressed = machine?.addressed ?? time;
      const leaseOver = remoteAddress !== undefined && leases.serves(remoteAddress) && lease === undefined;
      return {
        told: [
          `Muster: nobody knows this machine (MAC ${mac}${uuid === undefined ? '' : `, UUID ${uuid}`})`,
          ...(machine?.note === undefined ? [] : [`Muster: not accepted: ${machine.note}`]),
          TOLD[policy](mac),
        ],
        introduce: machine?.introduced === false,
        renew: leaseOver || time - addressed > RENEW_MS,
      };
    },

    moves: ({ mac, time, lease, remoteAddress }, address) => {
      const machine = machines.get(mac ?? '');
      if (mac === undefined || machine === undefined || remoteAddress === undefined) return false;
      const isServed = leases.serves(remoteAddress);
      if (isServed && lease !== undefined && lease.mac !== mac) return false;
      const isThere = address === undefined ? !isServed || lease !== undefined : address === remoteAddress;
      const isOver = machine.sentAway !== undefined && time - machine.sentAway > SENT_AWAY_MS;
      if (isThere || isOver) {
        machines.forget(mac);
        return false;
      }
      machines.sentAway(mac, time);
      return true;
    },
  };
}

const TOLD = {
  off: (mac: string) => `Muster: on the server: muster node set NODE --hwaddr ${mac}`,
  ask: (mac: string) => `Muster: waiting to be accepted, on the server: muster discover accept ${mac}`,
  on: (mac: string) => `Muster: waiting for a free node; on the server: muster discover accept ${mac} --as NODE`,
} as const;

/** Its loader has told what rules go by, or does not know how to. */
function isReady({ introduced, asked }: UnknownMachine): boolean {
  return introduced || asked > 1;
}

/**
 * A machine that boots asks from one of the networks, and where addresses are given here, from the one leased to it: with that,
 * one machine cannot take many nodes by inventing MAC addresses.
 */
function foreignAddress(
  { mac = '', lease, remoteAddress = '' }: BootRequest,
  leases: Pick<LeaseBook, 'serves'>,
  { networks }: Pick<SiteConfig, 'networks'>,
): MusterError | undefined {
  if (!Object.values(networks).some((network) => isOn(network, remoteAddress))) {
    return discoveryErrors.notOnNetwork(mac, remoteAddress);
  }
  if (!leases.serves(remoteAddress) || lease?.mac === mac) return undefined;
  return discoveryErrors.notItsLease(mac, remoteAddress);
}

/** Address that the registry gives the network device with this MAC. */
export function addressOf({ registry }: Snapshot, node: string, mac: string | undefined): string | undefined {
  const devices = Object.values(registry.node(node)?.networkDevices ?? {});
  return devices.find(({ hwaddr }) => hwaddr === mac)?.address?.split('/')[0];
}
