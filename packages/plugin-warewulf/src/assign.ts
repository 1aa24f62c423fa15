import { type AssignContext, type BootSpec, blobPath, identityPath, type Lifecycle, withSpec } from '@muster/core';
import { networkArgs } from './network-args.ts';

/**
 * Kernel arguments and first stage of nodes with `boot.compat: warewulf`. `wwid=` tells Warewulf's client who it is, in one
 * stage too. In two stages its dracut module fetches image and overlays by `wwinit.server` (4.7 and later) or `wwinit.uri`.
 */
export function forWarewulf(
  lifecycle: Lifecycle,
  spec: BootSpec,
  { node, request, snapshot }: AssignContext,
): BootSpec {
  if (node.boot.compat !== 'warewulf' || spec.kernel === undefined) return spec;
  const wwid = identityPath(node, request);
  const args = [...spec.args, `wwid=${wwid}`];
  if (spec.stages !== 'two') return withSpec(spec, { args });
  const image = snapshot.images.get(node.image ?? '');
  const version = image?.kernels.find((kernel) => kernel.digest === spec.kernel?.digest)?.version ?? '';
  const initramfs = image?.initramfs?.[version];
  const { baseUrl } = lifecycle.endpoints(request);
  const network = networkArgs(node);
  return withSpec(spec, {
    args: [
      ...args,
      'rd.neednet=1',
      ...network,
      `root=wwinit:${node.boot.root ?? 'tmpfs'}`,
      `wwinit.server=${baseUrl}`,
      `wwinit.uri=${baseUrl}/provision/${wwid}`,
      'init=/warewulf/run-init',
    ],
    deploy: spec.initrds,
    initrds:
      initramfs === undefined
        ? []
        : [{ role: 'initramfs', name: 'initramfs', path: blobPath(initramfs.digest), ...initramfs }],
    problems: [
      ...spec.problems,
      ...(initramfs === undefined ? [initramfsMissing(node.name, node.image, version)] : []),
    ],
  });
}

function initramfsMissing(node: string, image = '(none)', version: string): BootSpec['problems'][number] {
  return {
    code: 'INITRAMFS_MISSING',
    sentence: `image ${image} of node ${node} has no initramfs of Warewulf's for kernel ${version}`,
    remedy: `muster image warewulf ${image}`,
  };
}
