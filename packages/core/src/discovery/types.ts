import type { SightingStep } from '../session/types.ts';

/** What a machine says of itself and where it is heard from. Texts of others: cleaned and cut when they are kept. */
export interface MachineFacts {
  /** SMBIOS UUID, lower-case big-endian text. */
  readonly uuid?: string;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly manufacturer?: string;
  readonly product?: string;
  /** Vendor class identifier (DHCP option 60). */
  readonly vendorClass?: string;
  /** Address of the relay agent that passed its packets on (BOOTP `giaddr`). */
  readonly relay?: string;
  /** Name of the provisioning network it is on. */
  readonly network?: string;
}

/** A machine nobody knows, as far as it was heard of. Times are milliseconds since the epoch. */
export interface UnknownMachine extends MachineFacts {
  /** Lower-case with colons. */
  readonly mac: string;
  readonly address?: string;
  /** Id of its client class. */
  readonly clientClass?: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** When it last asked for an address. */
  readonly addressed?: number;
  /** When it was first told to get an address anew. */
  readonly sentAway?: number;
  /** How often it asked for its boot. */
  readonly asked: number;
  /** Its loader has told what it knows of the machine, empty values too. */
  readonly introduced: boolean;
  /** Why it was not accepted when it last could have been. */
  readonly note?: string | undefined;
}

/** What a front door tells of a machine nobody knows. */
export interface StrangerSighting {
  readonly mac: string;
  readonly step: SightingStep;
  readonly time: number;
  readonly address?: string;
  readonly clientClass?: string;
  readonly about?: MachineFacts & { readonly introduced?: boolean };
}

/**
 * Machines nobody knows. Bounded: the newest are kept, and those that asked for a boot apart from those that were heard by
 * DHCP only, so that invented MACs do not push out machines that wait.
 */
export interface UnknownMachines {
  /** A machine was seen that no node is. Called for every sighting that boot sessions are told of. */
  sight(sighting: StrangerSighting): void;
  get(mac: string): UnknownMachine | undefined;
  /** First seen first. */
  list(): readonly UnknownMachine[];
  /** Keeps why it is not accepted; undefined takes it away. */
  note(mac: string, note: string | undefined): void;
  /** It was told to get an address anew. */
  sentAway(mac: string, time: number): void;
  /** Whether it was there. */
  forget(mac: string): boolean;
  /** Reads the file and writes it from now on. */
  open(): Promise<void>;
  /** Writes the file for the last time. */
  end(): Promise<void>;
}

/** What a machine nobody knows is told when it asks for its boot. */
export interface UnknownAnswer {
  /** Lines for its console. */
  readonly told: readonly string[];
  /** The loader is to ask again at once, and to tell serial number, asset tag, manufacturer and product. */
  readonly introduce: boolean;
  /** The loader is to get its address anew before it asks again: the lease is over, or soon will be. */
  readonly renew: boolean;
}
