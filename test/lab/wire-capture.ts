import { LabError } from './lab-error.ts';
import type { Namespace } from './namespace.ts';

/** KiB between the kernel and tcpdump. With the usual 2 MiB a third of an HTTP transfer at 60 MB/s was lost. */
const BUFFER = 131_072;

export interface Capture {
  readonly file: string;
  /**
   * Returns once everything seen is in the file.
   * @throws {LabError} `LAB_CAPTURE_INCOMPLETE` when frames passed that are not.
   */
  stop(): Promise<void>;
}

/**
 * Records what passes an interface of the namespace, in pcap format, for tcpdump(8) and Wireshark.
 * @param filter pcap-filter(7), `udp port 67` for instance; everything unless given.
 */
export async function captureWire(
  namespace: Namespace,
  device: string,
  file: string,
  filter?: string,
): Promise<Capture> {
  // -Z root: tcpdump otherwise becomes another user, who may not write the file. --immediate-mode: a frame that tcpdump was
  // not given yet when it stops would be missing.
  const args = [
    '-Z',
    'root',
    '--immediate-mode',
    '-B',
    String(BUFFER),
    '-i',
    device,
    '-w',
    file,
    ...(filter === undefined ? [] : [filter]),
  ];
  const tcpdump = namespace.spawn('tcpdump', args);
  await tcpdump.waitForOutput('listening on', { timeoutMs: 10_000 });
  return {
    file,
    stop: async () => {
      await tcpdump.stop('SIGINT');
      const dropped = /(\d+) packets? dropped by kernel/.exec(tcpdump.output)?.[1];
      if (dropped === '0') return;
      throw new LabError(
        'LAB_CAPTURE_INCOMPLETE',
        `${file} lacks ${dropped ?? 'an unknown number of'} frames that passed ${device}.`,
        'The machine is too busy: run less beside the test.',
      );
    },
  };
}
