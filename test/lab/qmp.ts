import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from './lab-error.ts';
import { patience } from './patience.ts';

/** QEMU's control socket (QEMU Machine Protocol). */
export interface Qmp {
  /** @throws {LabError} `LAB_QMP_FAILED` with QEMU's own description. */
  readonly execute: (command: string, args?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** @throws {LabError} `LAB_QMP_FAILED` when QEMU does not open the socket within ten seconds. */
export async function connectQmp(path: string): Promise<Qmp> {
  const socket = await connect(path);
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  createInterface({ input: socket }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  socket.on('close', () => {
    for (const settle of waiting.values()) settle({ error: { desc: 'QEMU ended' } });
    waiting.clear();
  });
  const execute: Qmp['execute'] = async (command, args = {}) => {
    const id = ++lastId;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
    if (answer.error !== undefined) {
      const remedy = 'See the QMP reference of this QEMU for the command and its arguments.';
      throw new LabError('LAB_QMP_FAILED', `QEMU refused ${command}: ${answer.error.desc}.`, remedy);
    }
    return answer.return;
  };
  await execute('qmp_capabilities');
  return { execute, close: () => socket.destroy() };
}

async function connect(path: string): Promise<Socket> {
  const deadline = Date.now() + patience(10_000);
  for (;;) {
    const socket = createConnection(path);
    try {
      await once(socket, 'connect');
      // A machine that is killed takes its socket along; the pending commands are told by 'close'.
      return socket.on('error', () => undefined);
    } catch (error) {
      socket.destroy();
      if (Date.now() > deadline) {
        const remedy = 'QEMU probably refused its command line: read its output above.';
        throw new LabError('LAB_QMP_FAILED', `QEMU did not open its control socket ${path}.`, remedy, { cause: error });
      }
      await delay(50);
    }
  }
}
