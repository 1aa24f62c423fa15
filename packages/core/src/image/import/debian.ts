import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageErrors } from '../../errors/image.ts';
import type { OnProgress } from '../types.ts';
import { debianSources } from './debian-sources.ts';
import { runTool } from './run-tool.ts';

/** `debian:bookworm+vim,curl` in parts. */
export interface DebianSource {
  readonly release: string;
  readonly packages: readonly string[];
}

/** What a node needs to come up on the network with a login: nothing else. */
const BASE = ['systemd-sysv', 'udev', 'kmod', 'iproute2', 'ifupdown', 'openssh-server'];

/** Cloud flavours exist for these: a fifth of the modules, virtio among them. */
const CLOUD_KERNELS: Readonly<Record<string, string>> = { x64: 'cloud-amd64', arm64: 'cloud-arm64' };
const DEBIAN_ARCHITECTURES: Readonly<Record<string, string>> = { riscv64: 'riscv64', ppc64: 'ppc64el', s390x: 's390x' };

const LEFT_OUT = [
  '/usr/share/doc/*',
  '/usr/share/man/*',
  '/usr/share/info/*',
  '/usr/share/locale/*',
  '/usr/share/lintian/*',
  // The image itself is what the kernel unpacks: an initramfs made at every kernel update would never be read.
  '/etc/kernel/postinst.d/initramfs-tools',
];

/** Puts Debian's merged /usr in place without package usrmerge, which needs all of Perl (50 MB). */
const MERGED_USR = '/usr/share/mmdebstrap/hooks/maybe-merged-usr';

/** Reads `debian:RELEASE[+package,package…]`; undefined for anything else. Throws `IMAGE_SOURCE_UNUSABLE` for odd names. */
export function parseDebianSource(source: string): DebianSource | undefined {
  if (!source.startsWith('debian:')) return undefined;
  const [, release = '', packageList] = /^debian:([^+]*)(?:\+(.*))?$/s.exec(source) ?? [];
  const packages = packageList?.split(',') ?? [];
  if (!/^[a-z][a-z-]*$/.test(release)) {
    throw imageErrors.sourceUnusable(source, `"${release}" is no name of a Debian release such as bookworm`);
  }
  for (const name of packages) {
    if (/^[a-z0-9][a-z0-9+.-]+$/.test(name)) continue;
    throw imageErrors.sourceUnusable(source, `"${name}" is no name of a Debian package`);
  }
  return { release, packages };
}

/** Installs a small bootable Debian (kernel, systemd, sshd) into the folder with mmdebstrap. */
export async function importDebian(source: DebianSource, into: string, onProgress: OnProgress): Promise<void> {
  const doing = `installing Debian ${source.release}`;
  if (process.getuid?.() !== 0) throw imageErrors.needsRoot(doing);
  const sources = await debianSources(source.release);
  const kernel = CLOUD_KERNELS[process.arch] ?? DEBIAN_ARCHITECTURES[process.arch] ?? process.arch;
  const packages = [...BASE, `linux-image-${kernel}`, ...source.packages];
  await runTool({
    name: 'mmdebstrap',
    isolated: true,
    args: [
      '--mode=root',
      '--variant=minbase',
      '--format=directory',
      `--hook-dir=${MERGED_USR}`,
      `--include=${packages.join(',')}`,
      ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      source.release,
      into,
      '-',
    ],
    input: `${sources.join('\n')}\n`,
    doing,
    packageName: 'mmdebstrap',
    onLine: (line) => {
      const step = /^I: (.*)$/.exec(line)?.[1];
      if (step !== undefined) onProgress({ step });
    },
  });
  await makeNeutral(into);
}

/** Takes out what every node has to have for itself: keys come from overlays, the identity from the first boot. */
async function makeNeutral(root: string): Promise<void> {
  for (const type of ['ecdsa', 'ed25519', 'rsa', 'dsa']) {
    for (const ending of ['', '.pub']) {
      await rm(join(root, 'etc/ssh', `ssh_host_${type}_key${ending}`), { force: true });
    }
  }
  // Empty, not "uninitialized": the latter makes systemd ask its first-boot questions on the console (machine-id(5)).
  await writeFile(join(root, 'etc/machine-id'), '');
}
