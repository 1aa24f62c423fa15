import { tellBeacons } from './beacons.ts';
import { fetchBootFile } from './boot-file.ts';
import { type Lease, obtainLease } from './dhcp-client.ts';
import { BootFault, type FaultCode } from './fault.ts';
import { deploy, type Userland } from './first-stage.ts';
import { HttpClient } from './http-client.ts';
import { expandSettings } from './ipxe-script.ts';
import { type IpxeHost, runIpxe } from './ipxe-run.ts';
import type { FakeMachine } from './machine.ts';
import { createPace, type Pace } from './pace.ts';
import type { RelayAgent } from './relay-agent.ts';
import { readSessionFile, type SessionFile } from './session-file.ts';
import { WAITS } from './timing.ts';
import { type StageTime, Trace } from './trace.ts';

/** Where and how fake machines boot. */
export interface BootOptions {
  readonly relay: RelayAgent;
  /** How many times faster than real ones firmware, kernel and init wait; 1 unless given. Timeouts stay as they are. */
  readonly speed?: number;
  /** UDP port of TFTP servers; 69 unless given. */
  readonly tftpPort?: number;
  /** UDP port of boot servers of PXE; 4011 unless given. */
  readonly pxePort?: number;
  /** What is not fetched: `kernel` or roles of archives, such as `image`. */
  readonly skip?: readonly string[];
  /** Times the machine is switched off and on again after a boot that failed; 5 unless given. */
  readonly restarts?: number;
  /** Milliseconds after which a boot counts as failed; 15 minutes unless given. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/** How a boot went. */
export interface BootReport {
  readonly machine: FakeMachine;
  readonly outcome: 'up' | 'failed';
  /** Why it failed. */
  readonly failure?: { readonly stage: string; readonly code: FaultCode; readonly detail: string };
  /** Its address, once it had one. */
  readonly address: string | undefined;
  /** Steps in the order they ended. */
  readonly stages: readonly StageTime[];
  readonly faults: readonly { readonly stage: string; readonly code: FaultCode }[];
  /** Times it was switched off and on again. */
  readonly restarts: number;
  /** Milliseconds of real time from the first DISCOVER to the end, waits included. */
  readonly ms: number;
}

const LIMIT_MS = 15 * 60_000;
const RESTARTS = 5;

/**
 * Boots a machine as firmware, iPXE, kernel and init do it, with real packets from its own address: that address has to be
 * one this host can send from. Never rejects for what the server does.
 */
export async function bootMachine(machine: FakeMachine, options: BootOptions): Promise<BootReport> {
  const { limitMs = LIMIT_MS, restarts: most = RESTARTS, speed = 1 } = options;
  const limit = AbortSignal.timeout(limitMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
  const trace = new Trace();
  const boot = new Boot(machine, options, createPace(speed, signal), trace);
  const start = performance.now();
  let restarts = 0;
  const report = (failure?: BootReport['failure']): BootReport => ({
    machine,
    outcome: failure === undefined ? 'up' : 'failed',
    ...(failure === undefined ? {} : { failure }),
    address: boot.address,
    stages: trace.stages,
    faults: trace.faults,
    restarts,
    ms: performance.now() - start,
  });
  for (;;) {
    try {
      await boot.powerOn();
      return report();
    } catch (error) {
      const fault = faultOf(error, signal, limit.aborted, boot.stage, limitMs);
      if (fault.fatal || restarts === most)
        return report({ stage: fault.stage, code: fault.code, detail: fault.message });
    }
    restarts += 1;
    await boot.powerCycle().catch(() => undefined);
  }
}

function faultOf(error: unknown, signal: AbortSignal, late: boolean, stage: string, limitMs: number): BootFault {
  if (late) return new BootFault(stage, 'too-long', `not up after ${limitMs / 1000} s`);
  if (signal.aborted) return new BootFault(stage, 'stopped', 'the simulation was stopped');
  if (error instanceof BootFault) return error;
  return new BootFault(stage, 'unreadable', error instanceof Error ? error.message : String(error));
}

class Boot {
  readonly #machine: FakeMachine;
  readonly #options: BootOptions;
  readonly #pace: Pace;
  readonly #trace: Trace;
  readonly #skip: ReadonlySet<string>;
  address: string | undefined;
  #http: HttpClient | undefined;
  /** What it is at. */
  stage = 'dhcp';

  constructor(machine: FakeMachine, options: BootOptions, pace: Pace, trace: Trace) {
    this.#machine = machine;
    this.#options = options;
    this.#pace = pace;
    this.#trace = trace;
    this.#skip = new Set(options.skip);
  }

  async powerCycle(): Promise<void> {
    await this.#pace.wait(WAITS.powerCycle);
  }

  async powerOn(): Promise<void> {
    const { clientClass, loaderClass } = this.#machine;
    const { relay, tftpPort = 69 } = this.#options;
    if (clientClass !== loaderClass) {
      const lease = await this.#lease('dhcp', clientClass);
      this.stage = 'boot-file';
      const place = { pace: this.#pace, trace: this.#trace, loses: () => relay.loses(), tftpPort };
      await fetchBootFile(this.#machine, lease, place);
      await this.#pace.wait(WAITS.loaderStart);
    }
    const lease = await this.#lease(clientClass === loaderClass ? 'dhcp' : 'loader-dhcp', loaderClass);
    try {
      await this.#runLoader(lease, this.#speakFrom(lease.address));
    } finally {
      this.#http?.close();
    }
  }

  /** HTTP from this address, and no more from the one before. */
  #speakFrom(address: string): HttpClient {
    this.#http?.close();
    this.#http = new HttpClient(address, 'iPXE/1.0.0+git');
    return this.#http;
  }

  async #lease(stage: string, clientClass: FakeMachine['clientClass']): Promise<Lease> {
    this.stage = stage;
    const { mac, uuid } = this.#machine;
    const { relay, pxePort } = this.#options;
    const client = { stage, clientClass, mac, uuid, pxePort };
    const lease = await this.#trace.exchange(stage, (meter) => obtainLease(client, relay, this.#pace, meter));
    this.address = lease.address;
    return lease;
  }

  async #runLoader(lease: Lease, first: HttpClient): Promise<void> {
    const { mac, uuid = '', assetTag, smbios, loaderClass } = this.#machine;
    const settings = { ...smbios, mac, uuid, asset: assetTag, ip: lease.address, 'next-server': lease.nextServer };
    let http = first;
    const { bootFile } = lease;
    this.stage = 'script';
    if (bootFile?.startsWith('http://') !== true) {
      throw new BootFault(
        'script',
        'no-boot-file',
        `iPXE is told ${bootFile ?? 'nothing'}, which is no URL of a script`,
      );
    }
    let session: SessionFile = {};
    const host: IpxeHost = {
      settings,
      script: (url) => this.#script(url, http),
      dhcp: async () => {
        settings.ip = (await this.#lease('loader-dhcp', loaderClass)).address;
        http = this.#speakFrom(settings.ip);
        this.stage = 'script';
      },
      sleep: (seconds) => this.#pace.wait(seconds * 1000),
      load: async (kind, name, url) => {
        const stage = kind === 'kernel' ? kind : name;
        this.stage = stage;
        if (this.#skip.has(stage)) return;
        const body = await this.#load(stage, url, http);
        if (stage === 'session') session = readSessionFile(body);
      },
    };
    const { kernelArgs } = await runIpxe(await this.#script(expandSettings(bootFile, settings), http), host);
    await this.#startKernel(kernelArgs, session, new URL(bootFile).origin, http);
  }

  async #script(url: string, http: HttpClient): Promise<string> {
    return await this.#trace.step('script', async (meter) => {
      const { status, body } = await http.read(url, { stage: 'script', keep: true }, this.#pace.signal, meter);
      if (status !== 200) throw new BootFault('script', 'http-status', `${url}: status ${status}`);
      return body.toString('utf8');
    });
  }

  async #load(stage: string, url: string, http: HttpClient): Promise<Buffer> {
    return await this.#trace.step(stage, async (meter) => {
      const { status, body } = await http.read(url, { stage, keep: stage === 'session' }, this.#pace.signal, meter);
      if (status === 401 || status === 403) throw new BootFault(stage, 'refused', `status ${status}`);
      if (status !== 200) throw new BootFault(stage, 'http-status', `${url}: status ${status}`);
      return body;
    });
  }

  async #startKernel(args: readonly string[], session: SessionFile, origin: string, http: HttpClient): Promise<void> {
    await this.#pace.wait(WAITS.kernelStart);
    const userland: Userland = { http, pace: this.#pace, trace: this.#trace, session, skip: this.#skip };
    const root = argumentOf(args, 'root=muster:');
    const wwid = argumentOf(args, 'muster.wwid=') ?? session.wwid ?? this.#machine.mac.replaceAll(':', '-');
    if (root !== undefined) {
      this.stage = 'manifest';
      await deploy({ url: root, wwid }, userland);
    }
    this.stage = 'init';
    await tellBeacons({ url: session.url ?? root ?? origin, wwid }, userland);
  }
}

function argumentOf(args: readonly string[], key: string): string | undefined {
  return args.find((word) => word.startsWith(key))?.slice(key.length);
}
