import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { breathe } from './breathe.ts';
import type { RegistryProblem } from './problem.ts';
import type { ReadText } from './read-text.ts';
import type { FromWorker, ToWorker } from './read-worker-protocol.ts';
import type { PlainEntry } from './source-file.ts';

/**
 * The worker's program beside this module; undefined when there is none: in TypeScript source (tests), which Node 20
 * cannot load in a worker, and in bundles.
 */
export function workerProgram(): URL | undefined {
  const program = new URL('./read-worker.js', import.meta.url);
  return program.protocol === 'file:' && existsSync(program) ? program : undefined;
}

/** Does readRegistryText() for every input in a worker thread. Results are taken in small pieces, with pauses. */
export async function readOffThread(program: URL, task: ToWorker): Promise<ReadText[]> {
  const messages: FromWorker[] = [];
  // Schemas have symbols, which cannot be handed to a thread, and are small; texts are large.
  const contributed = JSON.parse(JSON.stringify(task.contributed)) as ToWorker['contributed'];
  const inputs = task.inputs.map(({ path, text }) => ({ path, text }));
  const worker = new Worker(program, { workerData: { inputs, contributed } satisfies ToWorker, execArgv: [] });
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => messages.push(message));
    worker.once('error', reject);
    worker.once('exit', resolve);
  });
  const results = task.inputs.map(() => ({
    profiles: [] as PlainEntry[],
    nodes: [] as PlainEntry[],
    problems: [] as RegistryProblem[],
  }));
  const pause = breathe();
  for (const message of messages) {
    await pause();
    const result = results[message.index];
    if (message.kind === 'problems') result?.problems.push(...message.problems);
    else result?.[message.section].push(...(JSON.parse(message.json) as PlainEntry[]));
  }
  return results;
}
