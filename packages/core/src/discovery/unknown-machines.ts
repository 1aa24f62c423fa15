import { messageOf } from '../errors/index.ts';
import type { Logger } from '../plugin/types.ts';
import { RecentMap } from '../progress/recent-map.ts';
import { cleanText } from './clean-text.ts';
import { readMachines, writeMachines } from './machines-file.ts';
import type { MachineFacts, UnknownMachine, UnknownMachines } from './types.ts';

export interface UnknownMachinesOptions {
  /** Machines kept that asked for a boot; default 2,000. */
  readonly waiting?: number;
  /** Machines kept that were heard by DHCP only; default 1,000. */
  readonly heard?: number;
  /** File they are kept in over restarts; without one they are in memory only. */
  readonly file?: string;
  readonly log: Pick<Logger, 'warn'>;
}

/** Changes of so much time are written together, ms. */
const GATHER_MS = 5000;

const FACTS = ['uuid', 'serial', 'assetTag', 'manufacturer', 'product', 'vendorClass', 'relay', 'network'] as const;

/** An empty table. */
export function createUnknownMachines(options: UnknownMachinesOptions): UnknownMachines {
  const { waiting: mostWaiting = 2000, heard: mostHeard = 1000, file, log } = options;
  const waiting = new RecentMap<UnknownMachine>(mostWaiting);
  const heard = new RecentMap<UnknownMachine>(mostHeard);
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let opened = false;

  const all = (): UnknownMachine[] => [...heard.values(), ...waiting.values()];
  const write = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (file === undefined) return writing;
    writing = writing
      .then(() => writeMachines(file, all()))
      .catch((error: unknown) => {
        log.warn({ file }, `unknown machines are not kept over a restart: ${messageOf(error)}`);
      });
    return writing;
  };
  const changed = (): void => {
    if (!opened || timer !== undefined) return;
    timer = setTimeout(() => void write(), GATHER_MS).unref();
  };
  const get = (mac: string): UnknownMachine | undefined => waiting.get(mac) ?? heard.get(mac);
  const keep = (machine: UnknownMachine): void => {
    if (machine.asked === 0) {
      heard.set(machine.mac, machine);
      return;
    }
    heard.delete(machine.mac);
    waiting.set(machine.mac, machine);
  };
  const revise = (mac: string, change: (machine: UnknownMachine) => UnknownMachine): void => {
    const machine = get(mac);
    if (machine === undefined) return;
    keep(change(machine));
    changed();
  };

  return {
    sight: (sighting) => {
      const { mac, step, time, address, clientClass, about = {} } = sighting;
      const before = get(mac);
      const { introduced = false, ...facts } = about;
      const isScript = step === 'script';
      const machine: UnknownMachine = {
        ...before,
        mac,
        ...factsOf(facts),
        ...(address === undefined ? {} : { address }),
        ...(clientClass === undefined ? {} : { clientClass }),
        firstSeen: before?.firstSeen ?? time,
        lastSeen: time,
        ...(isScript ? {} : { addressed: time }),
        asked: (before?.asked ?? 0) + (isScript ? 1 : 0),
        introduced: introduced || before?.introduced === true,
      };
      keep(machine);
      if (before === undefined || !sameFacts(before, machine)) changed();
    },
    get,
    list: () => all().sort((a, b) => a.firstSeen - b.firstSeen || (a.mac < b.mac ? -1 : 1)),
    note: (mac, note) => {
      if (get(mac)?.note === note) return;
      revise(mac, (machine) => ({ ...machine, note }));
    },
    sentAway: (mac, time) => {
      revise(mac, (machine) => ({ ...machine, sentAway: machine.sentAway ?? time }));
    },
    forget: (mac) => {
      const was = [waiting.delete(mac), heard.delete(mac)].some((machine) => machine !== undefined);
      if (was) changed();
      return was;
    },
    open: async () => {
      if (file === undefined || opened) return;
      for (const machine of await readMachines(file)) if (get(machine.mac) === undefined) keep(machine);
      opened = true;
    },
    end: async () => {
      if (!opened) return;
      await write();
      opened = false;
    },
  };
}

function factsOf(facts: MachineFacts): MachineFacts {
  const cleaned = FACTS.flatMap((key) => {
    const text = cleanText(facts[key]);
    return text === undefined ? [] : [[key, text] as const];
  });
  return Object.fromEntries(cleaned);
}

function sameFacts(before: UnknownMachine, after: UnknownMachine): boolean {
  return (
    before.address === after.address &&
    before.clientClass === after.clientClass &&
    FACTS.every((key) => before[key] === after[key])
  );
}
