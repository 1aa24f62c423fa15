import type { ResolvedNode } from '../registry/types.ts';
import { type BootRequest, bootRequest } from './boot-request.ts';
import { networkOf } from './endpoints.ts';
import type { Snapshot } from './snapshot.ts';

/** A request as the node would make it; undefined when no machine can be recognised as it. */
export function nodeRequest(
  node: ResolvedNode,
  { site }: Pick<Snapshot, 'site'>,
  facts: Pick<BootRequest, 'door'> & Partial<Pick<BootRequest, 'time' | 'clientClass'>>,
): BootRequest | undefined {
  const device = node.networkDevices[node.primaryNetwork ?? ''];
  const mac = device?.hwaddr ?? Object.values(node.networkDevices).find(({ hwaddr }) => hwaddr !== undefined)?.hwaddr;
  if (mac === undefined && node.uuid === undefined && node.assetTag === undefined) return undefined;
  const address = device?.address?.split('/')[0];
  const network = address === undefined ? undefined : networkOf(site, { remoteAddress: address })?.[0];
  return bootRequest({
    ...facts,
    ...(mac === undefined ? {} : { mac }),
    ...(node.uuid === undefined ? {} : { uuid: node.uuid }),
    ...(node.assetTag === undefined ? {} : { assetTag: node.assetTag }),
    ...(node.assetKey === undefined ? {} : { assetKey: node.assetKey }),
    ...(address === undefined ? {} : { remoteAddress: address }),
    ...(network === undefined ? {} : { network }),
  });
}
