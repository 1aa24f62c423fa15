import {
  type AssignContext,
  type BootProblem,
  type BootSpec,
  blobPath,
  identityPath,
  type Lifecycle,
  type ResolvedNode,
  withSpec,
} from '@muster/core';

/**
 * Two-stage nodes boot a first stage instead of the image: what the loader would have fetched is left for the first
 * stage to deploy.
 */
export function twoStages(lifecycle: Lifecycle, spec: BootSpec, { node, request, snapshot }: AssignContext): BootSpec {
  // What deploys already has a first stage of its own.
  if (spec.stages !== 'two' || spec.kernel === undefined || spec.deploy.length > 0) return spec;
  const image = node.image === undefined ? undefined : snapshot.images.get(node.image);
  const version = image?.kernels.find((kernel) => kernel.digest === spec.kernel?.digest)?.version;
  const initramfs = version === undefined ? undefined : image?.initramfs?.[version];
  const problem = problemOf(node.name, node.boot.root, node.image, initramfs !== undefined);
  if (problem !== undefined || initramfs === undefined) {
    return withSpec(spec, { problems: [...spec.problems, ...(problem === undefined ? [] : [problem])] });
  }
  const { baseUrl } = lifecycle.endpoints(request);
  return withSpec(spec, {
    initrds: [
      {
        role: 'initramfs',
        name: 'initramfs',
        path: blobPath(initramfs.digest),
        size: initramfs.size,
        digest: initramfs.digest,
      },
    ],
    deploy: spec.initrds,
    args: [
      ...spec.args,
      'rd.neednet=1',
      ...networkArgs(node),
      `root=muster:${baseUrl}`,
      `muster.wwid=${identityPath(node, request)}`,
      // Overlays may bring scripts that run before the real init; the init overlay's /init runs them and goes on to it.
      ...(node.systemOverlays.includes('init') ? ['init=/init'] : []),
    ],
  });
}

/**
 * dracut.cmdline(7). The first stage's udev names the interface, and a link that is up keeps its name in the real root: so
 * the name wanted there is given here already.
 */
function networkArgs({ primaryNetwork, networkDevices }: ResolvedNode): string[] {
  const { device, hwaddr } = networkDevices[primaryNetwork ?? ''] ?? {};
  return device === undefined || hwaddr === undefined
    ? ['ip=dhcp']
    : [`ifname=${device}:${hwaddr}`, `ip=${device}:dhcp`];
}

function problemOf(
  node: string,
  root: string | undefined,
  image: string | undefined,
  built: boolean,
): BootProblem | undefined {
  if (root !== undefined && root !== 'tmpfs') {
    return {
      code: 'ROOT_UNSUPPORTED',
      sentence: `node ${node} wants root "${root}"; the first stage deploys into tmpfs`,
      remedy: `muster node set ${node} --set boot.root=tmpfs`,
    };
  }
  if (built) return undefined;
  return {
    code: 'INITRAMFS_MISSING',
    sentence: `image ${image ?? '(none)'} of node ${node} has no first-stage initramfs for its kernel`,
    remedy: `muster image dracut ${image ?? 'IMAGE'}`,
  };
}
