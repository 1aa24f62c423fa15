import { type Architecture, CLIENT_CLASSES } from '@muster/wire';
import type { BlobStore } from '../artifact/types.ts';
import type { EfiProgram, EfiPrograms } from '../efi/index.ts';
import type { ImageRecord } from '../image/types.ts';
import { bootRequest } from '../lifecycle/boot-request.ts';
import type { Provisioner } from '../lifecycle/provisioner.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';

/** An EFI program that a boot of an image starts, or may start. */
export interface StartedProgram {
  readonly from: 'image' | 'server';
  /** Path inside the image, or of a file on this server. */
  readonly path: string;
  readonly arch?: string;
  readonly signatures: readonly { readonly subject?: string; readonly issuer: string }[];
  /** Generations by component (SBAT). */
  readonly sbat: Readonly<Record<string, number>>;
}

/** Whether an image can boot under Secure Boot, and what that is concluded from. */
export interface ImageSecureBoot {
  readonly bootable: boolean;
  /** Why it cannot; empty when it can. */
  readonly reasons: readonly string[];
  readonly programs: readonly StartedProgram[];
}

export interface SecureBootSources {
  readonly provisioner: Pick<Provisioner, 'lifecycle' | 'contributions'>;
  readonly services: { readonly programs: EfiPrograms; readonly blobs: Pick<BlobStore, 'path'> };
  readonly snapshot: Snapshot;
}

interface Seen {
  readonly told: StartedProgram;
  readonly program: EfiProgram;
}

/** Looks at the kernel a node gets by default, the loaders the image brings, and those of this server. */
export async function imageSecureBoot(image: ImageRecord, sources: SecureBootSources): Promise<ImageSecureBoot> {
  const kernels = await ofImage(image.kernels, sources);
  const loaders = await ofImage(
    (image.loaders ?? []).flatMap(({ files }) => files),
    sources,
  );
  const served = await ofServer(sources);
  const programs = [...kernels, ...loaders, ...served].map(({ told }) => told);
  const [first] = image.kernels;
  const kernel = kernels.find(({ told }) => told.path === first?.path)?.program;
  if (first === undefined) return { bootable: false, reasons: ['it has no kernel'], programs };
  if (kernel === undefined)
    return { bootable: false, reasons: [`kernel ${first.version} is no EFI program`], programs };
  const reasons = [
    ...(kernel.signatures.length === 0 ? [`kernel ${first.version} is not signed`] : []),
    ...(await loaderReasons(kernel, loaders, served, sources)),
  ];
  return { bootable: reasons.length === 0, reasons, programs };
}

/** The image's own loaders come before the server's; shim lets GRUB start what its own distribution signed. */
async function loaderReasons(
  kernel: EfiProgram,
  own: readonly Seen[],
  served: readonly Seen[],
  sources: SecureBootSources,
): Promise<string[]> {
  const fits = ({ program: { arch, signatures } }: Seen): boolean => arch === kernel.arch && signatures.length > 0;
  const isGrub = ({ program: { sbat } }: Seen): boolean => sbat.some(({ component }) => component === 'grub');
  const chain = own.some(fits) ? own : served;
  if (chain !== own && !(await isOffered(kernel.arch, sources)))
    return [`neither the image nor this server has a signed shim and loader for ${kernel.arch ?? 'its kernel'}`];
  const grub = chain.find((seen) => fits(seen) && isGrub(seen));
  const [kernelBy, grubBy] = [issuersOf(kernel), issuersOf(grub?.program)];
  if (kernelBy.length === 0 || grubBy.length === 0 || kernelBy.some((issuer) => grubBy.includes(issuer))) return [];
  return [
    `its kernel is signed under ${kernelBy.join(', ')}, and the GRUB it boots by (${grub?.told.path ?? ''}) under ${grubBy.join(', ')}: shim trusts its own distribution alone`,
  ];
}

function issuersOf(program: EfiProgram | undefined): string[] {
  return (program?.signatures ?? []).map(({ issuer }) => issuer);
}

/** Whether some loader here has a signed boot file for UEFI of this architecture. */
async function isOffered(
  arch: Architecture | undefined,
  { provisioner, snapshot }: SecureBootSources,
): Promise<boolean> {
  const { lifecycle, contributions } = provisioner;
  const clientClass = CLIENT_CLASSES.find(
    (one) => one.firmware === 'uefi' && one.arch === arch && one.userClass === 'none' && one.transport === 'tftp',
  );
  if (clientClass === undefined) return false;
  const request = bootRequest({ door: 'check', clientClass, time: snapshot.time });
  for (const loader of contributions.loaders()) {
    const about = { request, snapshot, clientClass, loader, secureBoot: true, ...lifecycle.endpoints(request) };
    if ((await lifecycle.render('boot-file', about)) !== undefined) return true;
  }
  return false;
}

async function ofImage(
  files: readonly { readonly path: string; readonly digest: string }[],
  { services: { programs, blobs } }: SecureBootSources,
): Promise<Seen[]> {
  const seen = await Promise.all(
    files.map(async ({ path, digest }) => {
      const blob = await blobs.path(digest);
      return blob === undefined ? undefined : told('image', path, await programs.of(blob.file));
    }),
  );
  return seen.filter((one) => one !== undefined);
}

async function ofServer({ provisioner, services: { programs } }: SecureBootSources): Promise<Seen[]> {
  const files = new Set(provisioner.contributions.items('files').map(({ file }) => file));
  const seen = await Promise.all([...files].map(async (file) => told('server', file, await programs.of(file))));
  return seen.filter((one) => one !== undefined);
}

function told(from: StartedProgram['from'], path: string, program: EfiProgram | undefined): Seen | undefined {
  if (program === undefined) return undefined;
  const signatures = program.signatures.map(({ subject, issuer }) => ({
    ...(subject === undefined ? {} : { subject }),
    issuer,
  }));
  const sbat = Object.fromEntries(program.sbat.map(({ component, generation }) => [component, generation]));
  return {
    program,
    told: { from, path, ...(program.arch === undefined ? {} : { arch: program.arch }), signatures, sbat },
  };
}
