import { LabError } from './lab-error.ts';

export interface ReportedFile {
  readonly kind: 'file' | 'dir' | 'link';
  /** Octal, as ls and chmod write it: `644`. Empty for links. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  /** Of a file: lines end in `\n`, the last one always. Empty for files over 4 KB in a reported folder. */
  readonly content: string;
  /** Of a link. */
  readonly target: string;
}

/** What a lab image says of itself once it has booted. */
export interface BootReport {
  readonly hostname: string;
  readonly kernel: string;
  /** The kernel command line. */
  readonly cmdline: string;
  /** Type of the root file system: `rootfs`, `tmpfs`, … */
  readonly root: string;
  /** Interface → MAC address. */
  readonly devices: ReadonlyMap<string, string>;
  /** Interface → addresses with prefix length. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** By path; a reported path that does not exist is not in it. */
  readonly files: ReadonlyMap<string, ReportedFile>;
}

/** For `vm.waitFor` before {@link parseReport}. */
export const reportEnd = 'MUSTER-TEST-END';

/**
 * Reads the last report on a console.
 * @throws {LabError} `LAB_NO_REPORT`
 */
export function parseReport(console: string): BootReport {
  const end = console.lastIndexOf(reportEnd);
  const begin = console.lastIndexOf('MUSTER-TEST-BEGIN', end);
  if (begin < 0 || end < 0) {
    throw new LabError('LAB_NO_REPORT', 'The console holds no complete report.', 'Wait for reportEnd first.');
  }
  const single = new Map<string, string>();
  const devices = new Map<string, string>();
  const addresses = new Map<string, string[]>();
  const files = new Map<string, ReportedFile>();
  const contents = new Map<string, string>();
  let current = '';
  for (const line of console.slice(begin, end).split('\n').slice(1)) {
    if (line === '|' || line.startsWith('| ')) {
      contents.set(current, `${contents.get(current) ?? ''}${line.slice(2)}\n`);
      continue;
    }
    const [word = '', ...rest] = line.split(' ');
    const [first = '', second = '', third = '', fourth = ''] = rest;
    const owner = { mode: first, uid: Number(second), gid: Number(third), content: '', target: '' };
    if (word === 'file') {
      current = rest.slice(4).join(' ');
      files.set(current, { kind: 'file', ...owner });
    } else if (word === 'dir') {
      files.set(rest.slice(3).join(' ') || fourth, { kind: 'dir', ...owner });
    } else if (word === 'link') {
      files.set(first, { kind: 'link', mode: '', uid: 0, gid: 0, content: '', target: rest.slice(1).join(' ') });
    } else if (word === 'device') devices.set(first, second);
    else if (word === 'address') addresses.set(first, [...(addresses.get(first) ?? []), second]);
    else single.set(word, rest.join(' '));
  }
  for (const [path, content] of contents) {
    const file = files.get(path);
    if (file !== undefined) files.set(path, { ...file, content });
  }
  const value = (word: string): string => single.get(word) ?? '';
  return {
    hostname: value('hostname'),
    kernel: value('kernel'),
    cmdline: value('cmdline'),
    root: value('root'),
    devices,
    addresses,
    files,
  };
}
