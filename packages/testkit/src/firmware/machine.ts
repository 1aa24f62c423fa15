import { CLIENT_CLASSES, type ClientClass, clientClassById } from '@muster/wire';
import { testkitErrors } from '../errors.ts';

/** What is written into a machine's board: `${serial}`, `${manufacturer}` and `${product}` of iPXE. */
export interface Smbios {
  readonly serial?: string;
  readonly manufacturer?: string;
  readonly product?: string;
}

/** What a fake machine is told apart by. */
export interface MachineFacts {
  /** Lower-case with colons. */
  readonly mac: string;
  /** What reports call it; its MAC unless given. */
  readonly name?: string | undefined;
  /** SMBIOS UUID. */
  readonly uuid?: string | undefined;
  /** What iPXE knows as `${asset}`. */
  readonly assetTag?: string | undefined;
  /** What iPXE knows besides of it. */
  readonly smbios?: Smbios | undefined;
  /** Id of the client class its firmware is of; `uefi-x86_64` unless given. */
  readonly clientClass?: string | undefined;
}

/** A machine without hardware: its firmware, and the iPXE it would load. */
export interface FakeMachine {
  readonly mac: string;
  readonly name: string;
  readonly uuid: string | undefined;
  readonly assetTag: string;
  readonly smbios: Smbios;
  readonly clientClass: ClientClass;
  /** Class of its loader; the same where the firmware is iPXE. */
  readonly loaderClass: ClientClass;
}

/** @throws MusterError `SIM_CLASS_UNKNOWN` */
export function fakeMachine(facts: MachineFacts): FakeMachine {
  const { mac, name = mac, uuid, assetTag = '', smbios = {}, clientClass = 'uefi-x86_64' } = facts;
  const own = classOf(clientClass);
  return {
    mac,
    name,
    uuid,
    assetTag,
    smbios,
    clientClass: own,
    loaderClass: classOf(`${own.id.replace(/-(ipxe|http)$/, '')}-ipxe`),
  };
}

function classOf(id: string): ClientClass {
  const found = clientClassById(id);
  if (found !== undefined) return found;
  throw testkitErrors.unknownClass(
    id,
    CLIENT_CLASSES.map((known) => known.id),
  );
}
