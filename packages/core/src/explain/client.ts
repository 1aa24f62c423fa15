import { type ClientClass, CLIENT_CLASSES, clientClassById } from '@muster/wire';
import { nearest } from '../config/nearest.ts';
import { explainErrors } from '../errors/explain.ts';

/** What machines of this decade are, when nothing is known of one. */
const USUAL = 'uefi-x86_64';

/** The class to explain for, and how it was chosen. */
export interface ChosenClass {
  readonly clientClass: ClientClass;
  readonly from: 'asked' | 'seen' | 'assumed';
}

/** The class asked for, else the one the machine was last seen as, else x64 UEFI. Throws CLIENT_CLASS_UNKNOWN. */
export function chooseClass(asked: string | undefined, seen: string | undefined): ChosenClass {
  if (asked !== undefined) {
    const found = clientClassById(asked);
    const ids = CLIENT_CLASSES.map(({ id }) => id);
    if (found === undefined) throw explainErrors.unknownClass(asked, nearest(asked, ids), ids);
    return { clientClass: found, from: 'asked' };
  }
  const last = seen === undefined ? undefined : clientClassById(seen);
  if (last !== undefined) return { clientClass: last, from: 'seen' };
  const usual = clientClassById(USUAL);
  if (usual === undefined) throw new Error(`the table of client classes has no ${USUAL}`);
  return { clientClass: usual, from: 'assumed' };
}

/** The class of iPXE on the same firmware: what a machine becomes once it runs iPXE. */
export function ipxeClassOf({ firmware, arch }: ClientClass): ClientClass | undefined {
  return CLIENT_CLASSES.find(
    (other) => other.userClass === 'ipxe' && other.firmware === firmware && other.arch === arch,
  );
}
