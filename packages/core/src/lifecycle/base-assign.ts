import type { ImageRecord, KernelRecord } from '../image/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { BootRequest } from './boot-request.ts';
import { type BootProblem, type BootSpec, hasMenu, type PayloadPart, withSpec } from './boot-spec.ts';
import { parseMemory, singleStageLimits } from './boot-limits.ts';
import type { Snapshot } from './snapshot.ts';
import type { AssignContext } from './types.ts';

/** The spec every `assign` begins with: what the merged profiles say, nothing fetched yet. */
export function emptySpec(
  { node, request, snapshot }: AssignContext,
  defaults: { loader: string | undefined; stages: 'single' | 'two' | 'auto' },
): BootSpec {
  const wanted = node.boot.stages ?? defaults.stages;
  return Object.freeze({
    node: node.name,
    loader: node.boot.loader ?? defaults.loader,
    stages: wanted === 'auto' ? fittingStages(node, request, snapshot) : wanted,
    ...(node.boot.from === 'disk' ? { from: 'disk' as const } : {}),
    kernel: undefined,
    initrds: [],
    args: [],
    deploy: [],
    problems: [],
  });
}

/** One stage where it can work, two where it would fail. */
function fittingStages(node: ResolvedNode, { clientClass }: BootRequest, { images }: Snapshot): 'single' | 'two' {
  const limits = singleStageLimits({
    image: images.get(node.image ?? ''),
    memory: parseMemory(node.hardware.memory),
    firmware: clientClass?.firmware,
  });
  return limits.some(({ level }) => level === 'error') ? 'two' : 'single';
}

/** Core's own tap of `assign`: the node's image, kernel and overlays in the order they are unpacked. */
export function assignFromRegistry(spec: BootSpec, { node, request, snapshot }: AssignContext): BootSpec {
  if (spec.from === 'disk' && !hasMenu(node)) return spec;
  const args = [...spec.args, ...node.kernel.args];
  const image = node.image === undefined ? undefined : snapshot.images.get(node.image);
  const problem = imageProblem(node, image);
  if (problem !== undefined || image?.archive === undefined) {
    return withSpec(spec, { args, problems: [...spec.problems, ...(problem ? [problem] : [])] });
  }
  const kernel = chooseKernel(image.kernels, node.kernel.version);
  if (kernel === undefined) return withSpec(spec, { args, problems: [...spec.problems, kernelProblem(node, image)] });
  const wwid = identityPath(node, request);
  return withSpec(spec, {
    args,
    kernel: { role: 'kernel', name: 'kernel', path: blobPath(kernel.digest), size: kernel.size, digest: kernel.digest },
    initrds: [
      ...spec.initrds,
      {
        role: 'image',
        name: 'image',
        path: blobPath(image.archive.digest),
        size: image.archive.size,
        digest: image.archive.digest,
      },
      ...(node.systemOverlays.length > 0 ? [overlayPart('system', wwid)] : []),
      ...(node.runtimeOverlays.length > 0 ? [overlayPart('runtime', wwid)] : []),
    ],
  });
}

/** Path of a blob below the server's base URL. */
export function blobPath(digest: string): string {
  return `/blobs/sha256/${digest}`;
}

/** The node's segment in boot URLs: its MAC as Warewulf's protocol has it, or its UUID when no MAC is known. */
export function identityPath(node: ResolvedNode, request: Pick<BootRequest, 'mac' | 'uuid'>): string {
  const primary = node.primaryNetwork === undefined ? undefined : node.networkDevices[node.primaryNetwork]?.hwaddr;
  return request.mac ?? primary ?? request.uuid ?? node.uuid ?? node.name;
}

/** A version, the start of one, or a path inside the image; without a wish the newest. */
export function chooseKernel(kernels: readonly KernelRecord[], wanted: string | undefined): KernelRecord | undefined {
  if (wanted === undefined) return kernels[0];
  return (
    kernels.find((kernel) => kernel.version === wanted || kernel.path === wanted) ??
    kernels.find((kernel) => kernel.version.startsWith(wanted))
  );
}

function overlayPart(role: 'system' | 'runtime', wwid: string): PayloadPart {
  return { role, name: role, path: `/${role}/${wwid}?compress=gz`, proof: 'token' };
}

function imageProblem(node: ResolvedNode, image: ImageRecord | undefined): BootProblem | undefined {
  if (node.image === undefined) {
    return {
      code: 'NODE_WITHOUT_IMAGE',
      sentence: `node ${node.name} has no image`,
      remedy: `muster node set ${node.name} --image NAME`,
    };
  }
  if (image === undefined) {
    return {
      code: 'IMAGE_MISSING',
      sentence: `image ${node.image} of node ${node.name} does not exist`,
      remedy: `muster image import SOURCE ${node.image}`,
    };
  }
  if (image.archive !== undefined) return undefined;
  return {
    code: 'IMAGE_NOT_BUILT',
    sentence: `image ${node.image} of node ${node.name} is not built`,
    remedy: `muster image build ${node.image}`,
  };
}

function kernelProblem(node: ResolvedNode, image: ImageRecord): BootProblem {
  const have = image.kernels.map((kernel) => kernel.version).join(', ');
  return {
    code: 'KERNEL_MISSING',
    sentence: `image ${image.name} has no kernel ${node.kernel.version ?? ''} for node ${node.name}`.replace('  ', ' '),
    remedy:
      have === ''
        ? `install a kernel in image ${image.name}, then: muster image build ${image.name}`
        : `set kernel.version to one of: ${have}`,
  };
}
