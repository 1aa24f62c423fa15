import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChangeWatch, committedAt } from '../helpers/change-watch.ts';
import type { Client } from '../lab/index.ts';
import { addressOf, CLUSTER, macOf, nameOf, nodeNumbers } from './cluster.ts';
import type { Comparison } from './comparison.ts';
import type { Perfdhcp } from './perfdhcp.ts';
import type { BenchServer } from './server.ts';
import type { BenchSite } from './site.ts';

/** Plugins of a site, how soon a change has to be answered by (ms), and the load it has meanwhile (exchanges a second). */
export interface Backend {
  readonly name: string;
  readonly plugins: readonly unknown[];
  readonly within: number;
  readonly load: number;
}

export const BACKENDS: readonly Backend[] = [
  { name: 'embedded', plugins: ['dhcp', 'tftp', 'ipxe'], within: 100, load: 200 },
  { name: 'dhcpd', plugins: [['isc-dhcp', { mode: 'internal' }], 'tftp', 'ipxe'], within: 2000, load: 50 },
  {
    name: 'kea',
    plugins: [['isc-dhcp', { mode: 'internal', program: 'kea' }], 'tftp', 'ipxe'],
    within: 2000,
    load: 50,
  },
  { name: 'dnsmasq', plugins: [['dnsmasq', { user: 'root', tftp: false }], 'ipxe'], within: 2000, load: 20 },
];

/** Machines beside those of perfdhcp, which has no patience: these ask again as firmware does. */
const PATIENT = { address: '10.77.8.3', rate: 5 };
const LOAD_SECONDS = 8;

interface Trial {
  readonly ms: number;
  readonly failed: number;
  readonly mostRetries: number;
}

/** How soon a server answers by what `node set` changed, and what that costs others. */
export class Changes {
  readonly #backend: Backend;
  readonly #server: BenchServer;
  readonly #site: BenchSite;
  readonly #perfdhcp: Perfdhcp;
  readonly #patient: Client;
  readonly #macs: string;
  readonly #trials: Trial[] = [];

  private constructor(
    backend: Backend,
    server: BenchServer,
    site: BenchSite,
    perfdhcp: Perfdhcp,
    patient: Client,
    macs: string,
  ) {
    this.#backend = backend;
    this.#server = server;
    this.#site = site;
    this.#perfdhcp = perfdhcp;
    this.#patient = patient;
    this.#macs = macs;
  }

  static async create(backend: Backend, server: BenchServer, site: BenchSite, perfdhcp: Perfdhcp): Promise<Changes> {
    const patient = await server.network.addClient('patient', { address: `${PATIENT.address}/16` });
    const macs = join(site.folder, 'patient-macs');
    const others = nodeNumbers().slice(1);
    await writeFile(macs, others.map((node) => `${macOf(node)}\n`).join(''));
    return new Changes(backend, server, site, perfdhcp, patient, macs);
  }

  async round(): Promise<void> {
    const { network, client } = this.#server;
    const facts = { server: network.address, relay: PATIENT.address, rate: PATIENT.rate, macs: this.#macs };
    const watch = new ChangeWatch(this.#patient, { ...facts, watched: macOf(0) });
    const load = this.#perfdhcp.run(client, network.address, this.#backend.load, LOAD_SECONDS);
    const address = `10.77.96.${this.#trials.length + 1}`;
    await watch.offered(this.#trials.length === 0 ? addressOf(0) : `10.77.96.${this.#trials.length}`);
    const [program, ...args] = this.#site.command;
    await network.exec(program, [...args, 'node', 'set', nameOf(0), '--address', address]);
    const ms = (await watch.offered(address)) - (await committedAt(this.#site.registry));
    await load;
    const { failed, mostRetries } = await watch.end();
    this.#trials.push({ ms, failed, mostRetries });
  }

  results(): Comparison[] {
    const { name, within } = this.#backend;
    const row = (what: string, unit: string, value: (trial: Trial) => number, atMost: number): Comparison => ({
      part: 'change',
      what: `${what}, ${name}, ${CLUSTER.nodes} nodes, under load`,
      unit,
      ours: this.#trials.map(value),
      goal: { atMost },
    });
    return [
      row('commit of node set to the changed answer', 'ms', ({ ms }) => ms, within),
      row('machines that failed meanwhile', '', ({ failed }) => failed, 0),
      row('most packets that one machine sent again', '', ({ mostRetries }) => mostRetries, 1),
    ];
  }
}
