import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from './lab-error.ts';
import { labMac } from './mac.ts';
import type { Tap } from './network.ts';
import type { ProcessExit } from './process.ts';
import { plugNics, qemuCommand, type VmOptions } from './qemu-args.ts';
import { connectQmp, type Qmp } from './qmp.ts';
import { describeStop, type Stage, stageOf } from './stages.ts';
import { terminalText } from './terminal-text.ts';
import { type TextMatch, TextStream, type WaitOptions } from './text-stream.ts';
import { type Capture, captureWire } from './wire-capture.ts';

/** A running machine and its serial console. */
export interface Vm {
  readonly name: string;
  readonly mac: string;
  readonly uuid: string;
  readonly pid: number;
  /** The console as it came, escape sequences and all. */
  readonly consoleFile: string;
  /** The console as plain lines, from the first power-on. */
  readonly console: string;
  readonly exited: Promise<ProcessExit>;
  /**
   * Waits for a line on the console, of this boot only: what stood there before `reset` does not count.
   * @throws {LabError} `VM_STOPPED` saying at which stage the boot stopped, with the console's last lines.
   */
  waitFor(pattern: RegExp | string, options?: WaitOptions): Promise<TextMatch>;
  /** The console's length: pass it as `after` to look only at what comes next. */
  mark(): number;
  send(text: string): void;
  /** The stage this boot has reached. */
  stage(): Stage;
  /** For a person: the stage, known error words explained, the last lines. */
  describe(): string;
  /** The reset button. */
  reset(): Promise<void>;
  /** Holds and releases the CPUs: a machine that does not answer, without losing its memory. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  qmp(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Writes what passes this machine's first card to a pcap file. */
  captureWire(file: string, filter?: string): Promise<Capture>;
  /** Pulls the plug and removes taps and files. Happens by itself when the network closes; safe to call twice. */
  stop(): Promise<void>;
}

/** @throws {LabError} `LAB_FIRMWARE_MISSING`, `LAB_COMMAND_FAILED`, `LAB_QMP_FAILED`, `VM_STOPPED` */
export async function startVm(options: VmOptions): Promise<Vm> {
  const { network, name = 'node' } = options;
  const directory = await mkdtemp(join(tmpdir(), 'muster-vm-'));
  const plugs: { tap: Tap; mac: string; rom: string }[] = [];
  for (const { nic, rom } of await plugNics(options)) {
    plugs.push({ tap: await nic.network.addTap(), mac: nic.mac ?? labMac(), rom });
  }
  const nics = plugs.map(({ tap, mac, rom }) => ({ tap: tap.interface, mac, rom }));
  const command = await qemuCommand(options, nics, directory);

  const console = new TextStream();
  const clean = terminalText();
  const consoleFile = options.consoleFile ?? join(directory, 'console.log');
  const file = createWriteStream(consoleFile);
  const qemu = network.spawn(command.emulator, command.args, {
    name: `QEMU (${name})`,
    onOutput: (chunk) => {
      file.write(chunk);
      console.push(clean(chunk));
    },
  });
  void qemu.exited.then(() => {
    file.end();
    console.end();
  });

  let bootStart = 0;
  let stopping: Promise<void> | undefined;
  const describe = (): string => describeStop(console.text.slice(bootStart));
  const stopped = (sentence: string): LabError =>
    new LabError('VM_STOPPED', `${name}: ${sentence}. ${describe()}`, 'MUSTER_LAB_SLOW=2 doubles every time limit.');
  const shutDown = async (): Promise<void> => {
    control?.close();
    await qemu.stop('SIGKILL');
    for (const { tap } of plugs) await tap.remove();
    await rm(directory, { recursive: true, force: true });
  };
  const stop = (): Promise<void> => (stopping ??= shutDown());
  network.namespace.onClose(stop);

  let control: Qmp | undefined;
  try {
    control = await connectQmp(join(directory, 'qmp'));
  } catch (error) {
    const said = stopped('QEMU did not start');
    await stop();
    throw said.message.includes('(the console is empty)') ? error : said;
  }
  const { execute } = control;
  const [first] = nics;
  return {
    name,
    mac: first?.mac ?? '',
    uuid: command.uuid,
    pid: qemu.pid,
    consoleFile,
    exited: qemu.exited,
    get console() {
      return console.text;
    },
    waitFor: (pattern, wait = {}) =>
      console.waitFor(pattern, { ...wait, after: wait.after ?? bootStart }, (why) => {
        const reason = {
          timeout: 'did not come in time',
          ended: 'did not come: QEMU ended',
          unless: 'did not come first',
        };
        return stopped(`${String(pattern)} ${reason[why]}`);
      }),
    mark: () => console.text.length,
    send: (text) => {
      qemu.write(text);
    },
    stage: () => stageOf(console.text.slice(bootStart)),
    describe,
    reset: async () => {
      await execute('system_reset');
      bootStart = console.text.length;
    },
    pause: async () => {
      await execute('stop');
    },
    resume: async () => {
      await execute('cont');
    },
    qmp: execute,
    captureWire: (target, filter) => captureWire(network.namespace, first?.tap ?? '', target, filter),
    stop,
  };
}
