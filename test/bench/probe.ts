import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeResult } from './start-up.ts';
import { cpuSeconds, memoryOf } from './usage.ts';

// Runs in the server's network namespace: starts a program and tells how long it took until it was ready.
//   node probe.js http URL LOG COMMAND…     ready when GET URL answers 200
//   node probe.js output TEXT LOG COMMAND…  ready when it has printed TEXT
const POLL_MS = 4;
const LIMIT_MS = 90_000;
/** Memory is read once more after this time: what a start leaves to be collected is gone then. */
const SETTLE_MS = 1000;

const [, , kind = '', target = '', log = '', command = '', ...args] = process.argv;

async function answers(url: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode === 200);
      });
    });
    request.once('error', () => {
      resolve(false);
    });
  });
}

async function ready(child: ChildProcess): Promise<void> {
  if (kind === 'output') {
    for await (const chunk of child.stdout ?? []) if (String(chunk).includes(target)) return;
    throw new Error(`${command} ended without printing ${target}`);
  }
  while (!(await answers(target))) {
    if (child.exitCode !== null) throw new Error(`${command} ended with exit code ${child.exitCode}, see ${log}`);
    await delay(POLL_MS);
  }
}

async function probe(): Promise<ProbeResult> {
  const output = openSync(log, 'w');
  const began = performance.now();
  const child = spawn(command, args, { stdio: ['pipe', kind === 'output' ? 'pipe' : output, output] });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const exited = once(child, 'exit');
  const pid = child.pid ?? 0;
  await ready(child);
  const ms = performance.now() - began;
  const cpuMs = (await cpuSeconds(pid)) * 1000;
  await delay(SETTLE_MS);
  const memory = await memoryOf(pid);
  child.stdin?.end();
  child.kill('SIGTERM');
  await exited;
  clearTimeout(timer);
  return { ms, cpuMs, memory };
}

process.stdout.write(`${JSON.stringify(await probe())}\n`);
