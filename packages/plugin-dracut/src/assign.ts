import {
  type AssignContext,
  type BootProblem,
  type BootSpec,
  blobPath,
  identityPath,
  type ImageRecord,
  type Lifecycle,
  type PayloadPart,
  type ResolvedNode,
  withSpec,
} from '@muster/core';
import { layoutOf } from './disks/layout.ts';
import { networkArgs } from './network-args.ts';
import { firstStageOf } from './node-fields.ts';
import { rootNameOf, type RootSource, ROOTS, sourceOf } from './roots.ts';

/**
 * Two-stage nodes boot a first stage instead of the image: what the loader would have fetched is left for the first
 * stage to deploy, the image in the form that the node's root is made of.
 */
export function twoStages(lifecycle: Lifecycle, spec: BootSpec, { node, request, snapshot }: AssignContext): BootSpec {
  // What deploys already has a first stage of its own.
  if (spec.stages !== 'two' || spec.kernel === undefined || spec.deploy.length > 0) return spec;
  const image = node.image === undefined ? undefined : snapshot.images.get(node.image);
  if (image === undefined) return spec;
  const version = image.kernels.find((kernel) => kernel.digest === spec.kernel?.digest)?.version;
  const initramfs = version === undefined ? undefined : image.initramfs?.[version];
  const source = rootSource(node, image);
  if ('code' in source) return withProblem(spec, source);
  if (initramfs === undefined) return withProblem(spec, initramfsMissing(node.name, image, version));
  const { baseUrl } = lifecycle.endpoints(request);
  const { network = 'dhcp', patience, failure } = firstStageOf(node);
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
    deploy: spec.initrds.map((part) => (part.digest === image.archive?.digest ? inForm(part, source) : part)),
    args: [
      ...spec.args,
      'rd.neednet=1',
      ...networkArgs({ node, site: snapshot.site, baseUrl, mode: network }),
      `root=muster:${baseUrl}`,
      `muster.wwid=${identityPath(node, request)}`,
      ...(patience === undefined ? [] : [`muster.patience=${patience}`]),
      ...(failure === undefined ? [] : [`muster.failure=${failure}`]),
      // Overlays may bring scripts that run before the real init; the init overlay's /init runs them and goes on to it.
      ...(node.systemOverlays.includes('init') ? ['init=/init'] : []),
    ],
  });
}

function inForm({ role, name }: PayloadPart, source: RootSource): PayloadPart {
  return { role, name, ...source, path: blobPath(source.digest) };
}

function withProblem(spec: BootSpec, problem: BootProblem): BootSpec {
  return withSpec(spec, { problems: [...spec.problems, problem] });
}

function rootSource(node: ResolvedNode, image: ImageRecord): RootSource | BootProblem {
  const name = rootNameOf(node);
  const type = ROOTS.find((one) => one.name === name);
  if (type === undefined) {
    return {
      code: 'ROOT_UNSUPPORTED',
      sentence: `node ${node.name} wants root "${name}"; a first stage makes ${ROOTS.map((one) => one.name).join(' or ')}`,
      remedy: `muster node set ${node.name} --root tmpfs`,
    };
  }
  const trouble = name === 'disk' ? diskTrouble(node) : undefined;
  if (trouble !== undefined) return trouble;
  return (
    sourceOf(type, image) ?? {
      code: 'IMAGE_FORM_MISSING',
      sentence: `image ${image.name} of node ${node.name} is not built for root ${name}: it has no ${type.forms.join(' or ')}`,
      remedy: `muster image build ${image.name} --for ${name}`,
    }
  );
}

function diskTrouble(node: ResolvedNode): BootProblem | undefined {
  const layout = layoutOf(node);
  const wrong = 'wrong' in layout ? layout.wrong : [];
  const rootless = 'wrong' in layout || layout.fileSystems.some(({ path }) => path === '/') ? [] : ['none is at /'];
  const all = [...wrong, ...rootless];
  if (all.length === 0) return undefined;
  return {
    code: 'DISKS_WRONG',
    sentence: `disks and fileSystems of node ${node.name} do not fit root disk: ${all.join('; ')}`,
    remedy: `muster node edit ${node.name}`,
  };
}

function initramfsMissing(node: string, image: ImageRecord, version: string | undefined): BootProblem {
  const other = version === undefined || version === image.kernels[0]?.version ? '' : ` --kernel ${version}`;
  return {
    code: 'INITRAMFS_MISSING',
    sentence: `image ${image.name} of node ${node} has no first-stage initramfs for its kernel`,
    remedy: `muster image dracut ${image.name}${other}`,
  };
}
