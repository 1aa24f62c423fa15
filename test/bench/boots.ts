import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { dhcpLoad, RelayAgent } from '@muster/testkit';
import { addressOf, CLUSTER, macOf } from './cluster.ts';
import type { BootCosts } from './control.ts';
import { cpuSeconds } from './usage.ts';

// Runs in the client's network namespace, which owns the nodes' addresses: boots nodes as far as the server works things out
// for them, all nodes one step after the other, and tells what each step took of the server's processor.
//   node boots.js SERVER PID FIRST COUNT
const [server = '', pid = '', first = '', count = ''] = process.argv.slice(2);
const EXCHANGES_A_SECOND = 200;
/** Requests under way at the same time. */
const CLIENTS = 8;
/** What a server does after its last answer belongs to the step. */
const SETTLE_MS = 300;
const OVERLAYS = /^initrd --name (?:system|runtime) (\S+)/gm;

const nodes = Array.from({ length: Number(count) }, (_, index) => (Number(first) + index) % CLUSTER.nodes);

async function exchanges(): Promise<void> {
  const relay = await RelayAgent.open({ address: CLUSTER.client.split('/')[0] ?? '', server });
  const load = { macs: nodes.map((node) => macOf(node)), rate: EXCHANGES_A_SECOND };
  const { failed } = await dhcpLoad({ relay, ...load, seconds: nodes.length / EXCHANGES_A_SECOND });
  await relay.close();
  if (failed > 0) throw new Error(`${failed} nodes got no lease`);
}

/** A connection of its own from the node's address, as boot firmware has it; the body as it came. */
async function fetchAs(node: number, url: string): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const request = get(url, { agent: false, localAddress: addressOf(node) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${url}: status ${response.statusCode ?? 0} ${body.toString('utf8')}`));
      });
    });
    request.once('error', reject);
  });
}

async function eachNode(work: (node: number) => Promise<void>): Promise<void> {
  const left = nodes.values();
  const worker = async (): Promise<void> => {
    for (const node of left) await work(node);
  };
  await Promise.all(Array.from({ length: CLIENTS }, worker));
}

/** Milliseconds of the server's processor for one node. */
async function cost(step: () => Promise<void>): Promise<number> {
  const before = await cpuSeconds(Number(pid));
  await step();
  await delay(SETTLE_MS);
  return (((await cpuSeconds(Number(pid))) - before) * 1000) / nodes.length;
}

const overlays = new Map<number, readonly string[]>();
let bytes = 0;

async function script(node: number): Promise<void> {
  const text = (await fetchAs(node, `http://${server}:9873/ipxe/${macOf(node)}`)).toString('utf8');
  const urls = [...text.matchAll(OVERLAYS)].map(([, url = '']) => url);
  if (urls.length === 0) throw new Error(`no overlays in the script:\n${text}`);
  overlays.set(node, urls);
}

/** With the token that is in the script's URLs. */
async function fetchOverlays(node: number): Promise<void> {
  for (const url of overlays.get(node) ?? []) {
    const { length } = await fetchAs(node, url);
    bytes += length;
  }
}

const costs: BootCosts = {
  offer: await cost(exchanges),
  script: await cost(() => eachNode(script)),
  overlays: await cost(() => eachNode(fetchOverlays)),
  kilobytes: bytes / nodes.length / 1000,
};
process.stdout.write(`${JSON.stringify(costs)}\n`);
