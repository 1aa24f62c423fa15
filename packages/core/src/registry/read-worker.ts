import { parentPort, workerData } from 'node:worker_threads';
import { compileBodyCheck } from './check-body.ts';
import { readRegistryText } from './read-text.ts';
import { type FromWorker, CHUNK, type ToWorker } from './read-worker-protocol.ts';
import type { PlainEntry, Section } from './source-file.ts';

// Runs in a worker thread, started by read-off-thread.ts: parses, checks, sends entries as JSON in small pieces.
const { inputs, contributed } = workerData as ToWorker;
const check = compileBodyCheck(contributed);
const send = (message: FromWorker): void => parentPort?.postMessage(message);

function sendEntries(index: number, section: Section, entries: readonly PlainEntry[]): void {
  for (let at = 0; at < entries.length; at += CHUNK) {
    send({ kind: 'entries', index, section, json: JSON.stringify(entries.slice(at, at + CHUNK)) });
  }
}

for (const [index, { path, text }] of inputs.entries()) {
  const { profiles, nodes, problems } = readRegistryText(path, text, check);
  sendEntries(index, 'profiles', profiles);
  sendEntries(index, 'nodes', nodes);
  send({ kind: 'problems', index, problems });
}
