import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createControlClient } from '../../src/control/client.ts';
import { streamProcedure } from '../../src/control/procedure.ts';
import { Type } from '../../src/control/schema.ts';
import { MusterError } from '../../src/errors/index.ts';
import { sampleServer } from './sample.ts';

/** A stream of numbers that can be looked at from outside. */
function numbers(count: number, everyMs: number) {
  const seen = { begun: 0, ended: 0, aborted: 0 };
  const stream = streamProcedure({
    name: 'test.numbers',
    summary: 'Counts',
    method: 'GET',
    path: '/test/numbers',
    input: Type.Object({ failAt: Type.Optional(Type.Integer()) }),
    output: Type.Integer(),
    run: async function* ({ signal }, { failAt }) {
      seen.begun += 1;
      signal.addEventListener('abort', () => {
        seen.aborted += 1;
      });
      try {
        for (let number = 0; number < count; number += 1) {
          if (number === failAt) throw new MusterError({ code: 'TEST', sentence: 'it fails', remedy: 'none' });
          yield number;
          if (everyMs > 0) await sleep(everyMs, undefined, { signal }).catch(() => undefined);
          if (signal.aborted) return;
        }
      } finally {
        seen.ended += 1;
      }
    },
  });
  return { stream, seen };
}

it('gives every item in order, and ends when the server ends it', async () => {
  const { stream, seen } = numbers(5000, 0);
  const { control } = await sampleServer([stream]);
  const got: number[] = [];
  for await (const number of control.stream(stream, {})) got.push(number);
  expect(got).toEqual(Array.from({ length: 5000 }, (_, index) => index));
  expect(seen).toMatchObject({ begun: 1, ended: 1, aborted: 0 });
});

it('ends in the server when the client has seen enough', async () => {
  const { stream, seen } = numbers(1e9, 1);
  const { control } = await sampleServer([stream]);
  for await (const number of control.stream(stream, {})) if (number === 3) break;
  await expect.poll(() => seen).toMatchObject({ ended: 1, aborted: 1 });
});

it('throws what the server throws, at the beginning and in the middle', async () => {
  const { stream } = numbers(10, 0);
  const { control } = await sampleServer([stream]);
  for (const failAt of [0, 7]) {
    const got: number[] = [];
    const reading = (async () => {
      for await (const number of control.stream(stream, { failAt })) got.push(number);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'TEST', sentence: 'it fails', remedy: 'none' });
    expect(got).toHaveLength(failAt);
  }
});

it('beats while there is nothing to say', async () => {
  const { stream } = numbers(2, 300);
  const { control, socket } = await sampleServer([stream], { beatMs: 10 });
  const got: number[] = [];
  for await (const number of control.stream(stream, {})) got.push(number);
  expect(got).toEqual([0, 1]);
  const asked = request({ socketPath: socket, path: '/v1/test/numbers' }).end();
  const [answer] = (await once(asked, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of answer) text += chunk.toString();
  expect(text).toMatch(/^\{"beat":true\}\n\{"item":0\}\n(\{"beat":true\}\n){2,}\{"item":1\}\n/);
  expect(text).toMatch(/\{"end":true\}\n$/);
});

it('is given up when the server is silent', async () => {
  const { stream } = numbers(1e9, 100_000);
  const { socket } = await sampleServer([stream], { beatMs: 100_000 });
  const control = createControlClient({ socket, authorship: { author: 'ada' }, silenceMs: 50 });
  const reading = (async () => {
    for await (const number of control.stream(stream, {})) expect(number).toBe(0);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'CONTROL_SILENT' });
  await control.close();
});

it('ends for the client when the server closes, and does not keep it from closing', async () => {
  const { stream, seen } = numbers(1e9, 1);
  const { control, server } = await sampleServer([stream]);
  const reading = (async () => {
    for await (const number of control.stream(stream, {})) if (number === 3) await server.close();
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'CONTROL_LOST',
    remedy: expect.stringContaining('nothing was changed') as string,
  });
  await expect.poll(() => seen).toMatchObject({ ended: 1, aborted: 1 });
});

it('does not fill the memory when its client does not read', async () => {
  let made = 0;
  const wide = streamProcedure({
    name: 'test.wide',
    summary: 'Says much',
    method: 'GET',
    path: '/test/wide',
    input: Type.Object({}),
    output: Type.String(),
    run: async function* ({ signal }) {
      for (; !signal.aborted; made += 1) yield await Promise.resolve('x'.repeat(100_000));
    },
  });
  const { socket } = await sampleServer([wide]);
  const asked = request({ socketPath: socket, path: '/v1/test/wide' }).end();
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { destroy(): void }];
  answer.pause();
  await expect.poll(() => made).toBeGreaterThan(0);
  await sleep(100);
  const before = made;
  await sleep(100);
  expect(made).toBe(before);
  expect(made).toBeLessThan(100);
  answer.destroy();
});
