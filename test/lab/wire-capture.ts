import type { Namespace } from './namespace.ts';

export interface Capture {
  readonly file: string;
  /** Returns once everything seen is in the file. */
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
  // -Z root: tcpdump otherwise becomes another user, who may not write the file. -U: packets are in the file at once.
  const args = [
    '-Z',
    'root',
    '-U',
    '--immediate-mode',
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
    },
  };
}
