import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from './lab-error.ts';
import type { Namespace } from './namespace.ts';
import { patience } from './patience.ts';
import type { LabProcess } from './process.ts';

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
  // -Z root: tcpdump otherwise becomes another user, who may not write the file. Not --immediate-mode, in which every frame
  // takes the place of the longest (TPACKET_V2), so that 2048 short ones fill the buffer.
  const args = ['-Z', 'root', '-B', String(BUFFER), '-i', device, '-w', file];
  const tcpdump = namespace.spawn('tcpdump', filter === undefined ? args : [...args, filter]);
  await tcpdump.waitForOutput('listening on', { timeoutMs: 10_000 });
  return {
    file,
    stop: async () => {
      const missing = await missingFrames(tcpdump);
      await tcpdump.stop('SIGINT');
      if (missing === 0) return;
      throw new LabError(
        'LAB_CAPTURE_INCOMPLETE',
        `${file} lacks ${missing} frames that passed ${device}.`,
        'The machine is too busy: run less beside the test.',
      );
    },
  };
}

/** How many of the frames that have passed by now were dropped or are still not with tcpdump after 20 s. */
async function missingFrames(tcpdump: LabProcess): Promise<number> {
  const { received } = await counts(tcpdump);
  const end = Date.now() + patience(20_000);
  for (;;) {
    const { captured, dropped } = await counts(tcpdump);
    if (captured + dropped >= received || Date.now() > end) return Math.max(dropped, received - captured);
    await delay(50);
  }
}

/** What tcpdump prints on SIGUSR1. */
async function counts(tcpdump: LabProcess): Promise<{ captured: number; received: number; dropped: number }> {
  const pattern = /(\d+) packets? captured, (\d+) packets? received by filter, (\d+) packets? dropped by kernel/;
  const said = tcpdump.waitForOutput(pattern, { after: tcpdump.output.length, timeoutMs: 10_000 });
  process.kill(tcpdump.pid, 'SIGUSR1');
  const [captured, received, dropped] = (await said).groups.map(Number);
  return { captured: captured ?? 0, received: received ?? 0, dropped: dropped ?? 0 };
}
