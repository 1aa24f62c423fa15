import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BackOffSettings, Daemon, type DaemonProgram } from '../../src/index.ts';
import { fixture, isAlive, keptLog, starts, workFolder } from './support.ts';

const SOON: BackOffSettings = { first: 10, longest: 40 };
const WAIT = { timeout: 20_000 };

async function daemonOf(script: string, more: Partial<DaemonProgram> = {}, backOff = SOON) {
  const folder = await workFolder();
  const counter = path.join(folder, 'starts');
  const log = keptLog();
  const program = { name: 'fixture', command: fixture(script), args: [counter], ready: /now serving/, ...more };
  const daemon = new Daemon(program, log, backOff);
  onTestFinished(() => daemon.stop());
  return { daemon, log, counter, folder };
}

describe('an external program kept running', () => {
  it('serves when start resolves, and its lines are in the log with their levels', async () => {
    const { daemon, log } = await daemonOf('forever.sh');
    await daemon.start();
    expect(daemon.state).toBe('running');
    expect(log.lines).toEqual(['warn WARNING: a word of warning', 'info now serving']);
  });

  it('is told to read its files again by a signal', async () => {
    const { daemon, log } = await daemonOf('forever.sh');
    await daemon.start();
    expect(daemon.signal('SIGHUP')).toBe(true);
    await expect.poll(() => log.lines, WAIT).toContain('info read again');
  });

  it('is told once it serves what it is told while it comes up', async () => {
    const { daemon, log, counter } = await daemonOf('slow.sh');
    const served = daemon.start();
    await expect.poll(() => log.lines, WAIT).toContain('info reading');
    expect([daemon.state, daemon.signal('SIGHUP')]).toEqual(['starting', true]);
    await writeFile(`${counter}.go`, '');
    await served;
    await expect.poll(() => log.lines, WAIT).toContain('info read again');
  });

  it('ends by itself on SIGTERM and is not started again', async () => {
    const { daemon, log, counter } = await daemonOf('forever.sh');
    await daemon.start();
    const pid = daemon.pid ?? 0;
    await daemon.stop();
    expect(daemon.state).toBe('stopped');
    expect(await isAlive(pid)).toBe(false);
    await expect.poll(() => log.lines, WAIT).toContain('info going');
    expect(await starts(counter)).toBe(1);
    expect(daemon.signal('SIGHUP')).toBe(false);
  });

  it('is killed when it ignores SIGTERM', async () => {
    const { daemon } = await daemonOf('ignores-sigterm.sh', { killAfter: 50 });
    await daemon.start();
    const pid = daemon.pid ?? 0;
    await daemon.stop();
    expect(await isAlive(pid)).toBe(false);
  });

  it('is started again when it was killed', async () => {
    const { daemon, log, counter } = await daemonOf('forever.sh');
    await daemon.start();
    const first = daemon.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await expect.poll(() => daemon.state === 'running' && daemon.pid !== first, WAIT).toBe(true);
    expect(await starts(counter)).toBe(2);
    expect(log.lines).toContain('error fixture ended by itself (SIGKILL)');
    expect(log.lines).toContain('warn fixture is started again in 0.01 s');
  });

  it('has its files prepared before every start', async () => {
    let prepared = 0;
    const { daemon, counter } = await daemonOf('forever.sh', {
      prepare: () => {
        prepared += 1;
        return Promise.resolve();
      },
    });
    await daemon.start();
    process.kill(daemon.pid ?? 0, 'SIGKILL');
    await expect.poll(() => starts(counter), WAIT).toBe(2);
    expect(prepared).toBe(2);
  });

  it('is tried again with growing waits while it dies at once, and a restart does not wait for the next try', async () => {
    const { daemon, log, counter } = await daemonOf(
      'dies-when-told.sh',
      {},
      { first: 10, longest: 3_600_000, goodRun: 3_600_000 },
    );
    await daemon.start();
    await writeFile(`${counter}.broken`, '');
    process.kill(daemon.pid ?? 0, 'SIGKILL');
    const waits = [0.01, 0.02, 0.04, 0.08].map((wait) => `warn fixture is started again in ${wait} s`);
    await expect
      .poll(() => log.lines.filter((line) => line.includes('started again')).slice(0, 4), WAIT)
      .toEqual(waits);
    await rm(`${counter}.broken`);
    await daemon.restart();
    expect(daemon.state).toBe('running');
  });

  it('is not tried again when it does not come up at all, and the error has its last words', async () => {
    const { daemon, counter } = await daemonOf('dies-at-once.sh');
    await expect(daemon.start()).rejects.toMatchObject({
      code: 'DAEMON_DIED_AT_START',
      message: expect.stringContaining("exit code 3): Can't bind to port 67: Address already in use") as string,
    });
    expect(daemon.state).toBe('stopped');
    expect(await starts(counter)).toBe(1);
  });

  it('is stopped when it does not say in time that it serves', async () => {
    const { daemon } = await daemonOf('silent.sh', { readyWithin: 100 });
    await expect(daemon.start()).rejects.toMatchObject({ code: 'DAEMON_NOT_READY' });
    expect(daemon.state).toBe('stopped');
  });

  it('can be stopped while it starts', async () => {
    const { daemon, log } = await daemonOf('silent.sh');
    const started = daemon.start();
    const outcome = expect(started).rejects.toMatchObject({ code: 'DAEMON_STOPPED' });
    await expect.poll(() => log.lines, WAIT).toContain('info thinking');
    await daemon.stop();
    await outcome;
    expect(daemon.state).toBe('stopped');
  });

  it('names the Debian package of a program that is not there', async () => {
    const { daemon } = await daemonOf('x', { command: 'muster-no-such-program', packageName: 'no-such-package' });
    await expect(daemon.start()).rejects.toMatchObject({
      code: 'DAEMON_NOT_INSTALLED',
      remedy: 'apt-get install no-such-package',
    });
  });

  it('does not outlive a server that was killed', async () => {
    const folder = await workFolder();
    const server = execa('node', [fixture('parent.mjs'), fixture('forever.sh'), path.join(folder, 'starts')], {
      reject: false,
    });
    onTestFinished(() => void server.kill('SIGKILL'));
    const [said] = (await once(server.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    expect(await isAlive(pid)).toBe(true);
    server.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), WAIT).toBe(false);
  });

  it('ends one that a crash has left over, known by its record, before another starts', async () => {
    const folder = await workFolder();
    const record = path.join(folder, 'child.json');
    const left = await daemonOf(
      'ignores-sigterm.sh',
      { record, killAfter: 50 },
      { first: 3_600_000, longest: 3_600_000 },
    );
    await left.daemon.start();
    const pid = left.daemon.pid ?? 0;
    const { daemon, log } = await daemonOf('forever.sh', { record, killAfter: 50 });
    await daemon.start();
    expect(await isAlive(pid)).toBe(false);
    expect(log.lines).toContain('warn ended a fixture of before');
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ pid: daemon.pid });
    await left.daemon.stop();
  });

  it('ends nobody when the number in the record belongs to another process by now', async () => {
    const folder = await workFolder();
    const record = path.join(folder, 'child.json');
    const bystander = execa('sleep', ['60'], { reject: false });
    onTestFinished(() => void bystander.kill());
    await writeFile(record, JSON.stringify({ pid: bystander.pid, started: '1' }));
    const { daemon } = await daemonOf('forever.sh', { record });
    await daemon.start();
    expect(await isAlive(bystander.pid ?? 0)).toBe(true);
  });
});
