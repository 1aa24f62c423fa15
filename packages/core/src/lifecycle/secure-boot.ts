import { CLIENT_CLASSES, type ClientClass, clientClassById } from '@muster/wire';
import type { BlobStore } from '../artifact/types.ts';
import type { EfiPrograms } from '../efi/index.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { BootRequest } from './boot-request.ts';
import { type BootProblem, type BootSpec, withSpec } from './boot-spec.ts';
import { endpointsOf } from './endpoints.ts';
import type { Hooks } from './hooks.ts';
import type { Snapshot } from './snapshot.ts';

/** What machines with Secure Boot are, when nothing is known of one. */
const USUAL = 'uefi-x86_64';

/** What a boot under Secure Boot is judged by. */
export interface SecureBootParts {
  readonly hooks: Pick<Hooks, 'render'>;
  readonly loaders: () => readonly string[];
  readonly programs: EfiPrograms;
  readonly blobs: Pick<BlobStore, 'path'>;
}

interface Asked {
  readonly node: ResolvedNode;
  readonly request: BootRequest;
  readonly snapshot: Snapshot;
}

/** Whether this machine's firmware starts signed programs only. A BIOS starts anything. */
export function isSecure({ node, request: { clientClass } }: Pick<Asked, 'node' | 'request'>): boolean {
  return node.hardware.secureBoot === true && clientClass?.firmware !== 'bios';
}

/** The spec with the first loader that has a signed boot file, where the node chose none, and what is wrong with its loader. */
export async function withSignedLoader(spec: BootSpec, parts: SecureBootParts, asked: Asked): Promise<BootSpec> {
  if (!isSecure(asked) || spec.loader === undefined) return spec;
  const { node } = asked;
  const clientClass = firmwareOf(asked.request.clientClass);
  const isSigned = (loader: string): Promise<boolean> => hasSignedFile(loader, clientClass, spec, parts, asked);
  if (await isSigned(spec.loader)) return spec;
  for (const loader of parts.loaders()) {
    if (loader === spec.loader || !(await isSigned(loader))) continue;
    if (node.boot.loader === undefined) return withSpec(spec, { loader });
    return withProblem(
      spec,
      loaderUnsigned(node, spec.loader, clientClass, `muster node set ${node.name} --loader ${loader}`),
    );
  }
  return withProblem(spec, loaderUnsigned(node, spec.loader, clientClass, SIGNED_LOADERS));
}

/** The spec with what is wrong with its kernel among the problems. A kernel that is not there cannot be judged. */
export async function withSignedKernel(
  spec: BootSpec,
  { programs, blobs }: Pick<SecureBootParts, 'programs' | 'blobs'>,
  asked: Asked,
): Promise<BootSpec> {
  const digest = spec.kernel?.digest;
  if (!isSecure(asked) || digest === undefined) return spec;
  const blob = await blobs.path(digest);
  if (blob === undefined || (await programs.isSigned(blob.file))) return spec;
  const { node } = asked;
  return withProblem(spec, {
    code: 'KERNEL_UNSIGNED',
    sentence: `node ${node.name} has Secure Boot on, and the kernel of image ${node.image ?? '(none)'} is not signed`,
    remedy: `install the distribution's signed kernel in the image, then: muster image build ${node.image ?? 'IMAGE'}; or switch Secure Boot off in its firmware and: muster node set ${node.name} --set hardware.secureBoot=false`,
  });
}

const SIGNED_LOADERS =
  'add the plugin grub and install shim-signed and grub-efi-amd64-signed (for arm64: grub-efi-arm64-signed), or put signed builds of iPXE where its option "signed" says';

function loaderUnsigned({ name }: ResolvedNode, loader: string, { id }: ClientClass, remedy: string): BootProblem {
  const sentence = `node ${name} has Secure Boot on, and loader ${loader} has no signed boot file for ${id}`;
  return { code: 'LOADER_UNSIGNED', sentence, remedy };
}

function withProblem(spec: BootSpec, problem: BootProblem): BootSpec {
  return withSpec(spec, { problems: [...spec.problems, problem] });
}

/** Of iPXE, and of a machine of which nothing is known, the class of the firmware that has to start the loader. */
function firmwareOf(clientClass: ClientClass | undefined): ClientClass {
  const found =
    clientClass?.userClass === 'ipxe'
      ? CLIENT_CLASSES.find(
          ({ firmware, arch, userClass }) => firmware === 'uefi' && arch === clientClass.arch && userClass === 'none',
        )
      : (clientClass ?? clientClassById(USUAL));
  if (found === undefined) throw new Error(`the table of client classes has no ${USUAL}`);
  return found;
}

/** A plugin that fails here fails again, with a word, where the boot file is offered. */
async function hasSignedFile(
  loader: string,
  clientClass: ClientClass,
  spec: BootSpec,
  { hooks }: SecureBootParts,
  { node, request, snapshot }: Asked,
): Promise<boolean> {
  const made = await hooks.render
    .for('boot-file')
    .make.promise({
      request,
      snapshot,
      clientClass,
      loader,
      secureBoot: true,
      assignment: { identity: { node: node.name, by: 'mac', proofs: [] }, node, spec, snapshot },
      ...endpointsOf(snapshot.site, request),
    })
    .catch(() => undefined);
  return made?.signed === true;
}
