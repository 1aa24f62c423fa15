import { type ClientClass, CLIENT_CLASSES, clientClassById } from '@muster/wire';
import { nearest } from '../config/nearest.ts';
import { explainErrors } from '../errors/explain.ts';
import { type BootRequest, bootRequest } from '../lifecycle/boot-request.ts';
import { networkOf } from '../lifecycle/endpoints.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { ResolvedNode } from '../registry/types.ts';

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

/** A request as the node would make it; undefined when no machine can be recognised as it. */
export function requestOf(
  node: ResolvedNode,
  snapshot: Snapshot,
  clientClass: ClientClass,
  time: number,
): BootRequest | undefined {
  const device = node.networkDevices[node.primaryNetwork ?? ''];
  const mac = device?.hwaddr ?? Object.values(node.networkDevices).find(({ hwaddr }) => hwaddr !== undefined)?.hwaddr;
  if (mac === undefined && node.uuid === undefined && node.assetTag === undefined) return undefined;
  const address = device?.address?.split('/')[0];
  const network = address === undefined ? undefined : networkOf(snapshot.site, { remoteAddress: address })?.[0];
  return bootRequest({
    door: 'explain',
    time,
    clientClass,
    ...(mac === undefined ? {} : { mac }),
    ...(node.uuid === undefined ? {} : { uuid: node.uuid }),
    ...(node.assetTag === undefined ? {} : { assetTag: node.assetTag }),
    ...(node.assetKey === undefined ? {} : { assetKey: node.assetKey }),
    ...(address === undefined ? {} : { remoteAddress: address }),
    ...(network === undefined ? {} : { network }),
  });
}
