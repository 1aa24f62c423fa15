import { expect, it } from 'vitest';
import { runConformance } from '../../src/index.ts';
import { BROKEN } from './broken.ts';
import { loopbackBackend } from './loopback.ts';
import { ReferenceServer } from './reference-server.ts';

/** An answer on loopback takes a millisecond; a machine that is busy, a hundred. */
const PATIENCE = 2000;

const NAMES = Object.keys(BROKEN);

it.concurrent.each(NAMES)('finds out a server that %s', async (name) => {
  const { steps, at, also, facts, told, only = /./ } = BROKEN[name] ?? { steps: {}, at: '' };
  const backend = await loopbackBackend(100 + NAMES.indexOf(name), facts);
  const server = await ReferenceServer.start({ ...backend, ...told }, steps);
  try {
    const results = await runConformance(backend, { patience: PATIENCE, only: ({ id }) => only.test(id) });
    const failed = results.filter(({ outcome }) => outcome.kind === 'failed').map(({ behaviour }) => behaviour.id);
    expect(failed).toContain(at);
    expect(failed.filter((id) => id !== at && also?.test(id) !== true)).toEqual([]);
  } finally {
    await server.close();
  }
});
