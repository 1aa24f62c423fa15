import { get } from 'node:http';
import { createControlClient, explainCalls } from '@muster/core/client';
import type { Asked } from './explain.ts';

// Runs in the client's network namespace: has a server explain nodes and another one send a file, in turns, each time on a
// new connection, and tells how long each answer took.
//   node ask.js SOCKET URL NODE…
const [, , socket = '', url = '', ...nodes] = process.argv;

async function explained(node: string): Promise<void> {
  const control = createControlClient({ socket, authorship: { author: 'bench' } });
  await control.call(explainCalls.node, { node });
  await control.close();
}

async function sent(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url}: status ${response.statusCode ?? 0}`));
      });
    });
    request.once('error', reject);
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const asked: Asked = { explained: [], sent: [] };
for (const node of nodes) {
  asked.explained.push(await timed(() => explained(node)));
  asked.sent.push(await timed(sent));
}
process.stdout.write(`${JSON.stringify(asked)}\n`);
