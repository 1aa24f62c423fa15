import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFolders } from '../../src/overlay/watch-folders.ts';

let base: string;
let stop: (() => Promise<void>) | undefined;
const listener = vi.fn();
beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'muster-watch-'));
  listener.mockClear();
});
afterEach(async () => {
  await stop?.();
  await rm(base, { recursive: true, force: true });
});

const write = async (file: string, text = 'x'): Promise<void> => {
  await mkdir(path.dirname(path.join(base, file)), { recursive: true });
  await writeFile(path.join(base, file), text);
};
const told = (): Promise<void> =>
  vi.waitFor(
    () => {
      expect(listener).toHaveBeenCalled();
    },
    { timeout: 5000 },
  );

describe('watching folders', () => {
  it('tells of a file deep in a folder', async () => {
    await write('overlays/motd/rootfs/etc/motd');
    stop = await watchFolders([path.join(base, 'overlays')], listener);
    await write('overlays/motd/rootfs/etc/motd', 'y');
    await told();
  });

  it('tells of a folder that appears, and of what is written into it then', async () => {
    stop = await watchFolders([path.join(base, 'a/overlays'), path.join(base, 'overlays')], listener);
    await write('overlays/motd/rootfs/motd');
    await told();
    listener.mockClear();
    await write('overlays/motd/rootfs/motd', 'y');
    await told();
    listener.mockClear();
    await write('a/overlays/motd');
    await told();
  });

  it('tells while changes do not end', async () => {
    await write('overlays/log');
    stop = await watchFolders([path.join(base, 'overlays')], listener);
    const end = Date.now() + 10_000;
    while (listener.mock.calls.length === 0 && Date.now() < end) {
      await write('overlays/log', `${Date.now()}`);
      await sleep(20);
    }
    expect(listener).toHaveBeenCalled();
  });

  it('tells nothing of files beside a folder that does not exist yet', async () => {
    stop = await watchFolders([path.join(base, 'overlays')], listener);
    await write('serve.log');
    await write('state/leases');
    // Longer than the quiet time after which changes are told.
    await sleep(400);
    expect(listener).not.toHaveBeenCalled();
  });
});
