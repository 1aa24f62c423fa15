import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { busybox } from '../lab/index.ts';
import { MODULE } from './helpers/first-stage.ts';

const MIB = 1024 * 1024;
const LINUX = '0FC63DAF-8483-4772-8E79-3D69D8477DE4';
const SWAP = '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F';
const IMAGES = { first: 'a'.repeat(64), second: 'b'.repeat(64) };

interface Asked {
  /** Lines of the manifest; DISK stands for the disk. */
  readonly wipeTable?: boolean;
  readonly wipe?: boolean;
  readonly format?: string;
  readonly rootMiB?: number;
  readonly image?: string;
  readonly when?: 'changed' | 'always';
  /** Ends after the image was unpacked, as a machine that is switched off. */
  readonly brokenOff?: boolean;
  /** Further lines of the manifest. */
  readonly more?: readonly string[];
  /** Commands that look at the root. */
  readonly look?: string;
}

/**
 * What kernel and udev do on a machine, for a disk that is a file: devices for the partitions of its table. A kernel need not
 * know partitions of loop devices.
 */
const DEVICES = `
  for link in "$1"p*; do [ ! -L "$link" ] || { losetup --detach "$(readlink "$link")"; rm "$link"; }; done
  sfdisk --dump "$1" 2>/dev/null | sed -n 's/^.*p\\([0-9]*\\) : start= *\\([0-9]*\\), size= *\\([0-9]*\\),.*/\\1 \\2 \\3/p' |
    while read -r number start size; do
      device=$(losetup --find --show --offset $((start * 512)) --sizelimit $((size * 512)) "$1")
      ln -s "$device" "$1p$number"
    done`;

/** The first stage's work on disks, by its own files, on a disk that is a file. */
describe('root disk', () => {
  let folder: string;
  let disk: string;
  let shells: Readonly<Record<string, readonly string[]>>;

  beforeAll(async () => {
    shells = { dash: ['dash'], 'busybox sh': [await busybox(), 'sh'] };
  });
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'muster-root-disk-'));
    for (const name of ['work', 'root']) await mkdir(path.join(folder, name));
    disk = path.join(folder, 'disk0');
    writeFileSync(disk, '');
    truncateSync(disk, 160 * MIB);
    writeFileSync(path.join(folder, 'devices'), DEVICES);
  });
  afterEach(() => {
    execFileSync('sh', ['-c', `: >${disk}; ${DEVICES}`, 'sh', disk]);
    rmSync(folder, { recursive: true });
  });

  function deploy(asked: Asked = {}, shell: readonly string[] = ['dash']): { ok: boolean; said: string } {
    const { wipeTable = false, wipe = false, format = 'ext4', rootMiB = 64, image = IMAGES.first } = asked;
    const { when = 'changed', brokenOff = false, look = ':', more = [] } = asked;
    const word = (may: boolean): string => (may ? 'wipe' : 'keep');
    const lines = [
      `disk ${disk} ${word(wipeTable)}`,
      `partition 1 - ${rootMiB} ${LINUX} - root`,
      `partition 2 - 16 ${SWAP} - swap`,
      `partition 3 - - ${LINUX} - data`,
      `filesystem ${disk}p1 ${format} ${word(wipe)} - - / defaults`,
      `filesystem ${disk}p3 ext4 keep mydata - /srv/data noatime`,
      `filesystem ${disk}p2 swap keep - - - sw`,
      ...more,
    ];
    writeFileSync(path.join(folder, 'work/disks'), `${lines.join('\n')}\n`);
    writeFileSync(path.join(folder, 'work/parts'), `1 blob image tar.gz 1 ${image} /blobs/x\n`);
    const script = [
      'set -u',
      `lib=${MODULE}/lib work=${folder}/work NEWROOT=${folder}/root root_size=${when}`,
      `say() { echo "said: $*"; }`,
      // Not busybox's losetup.
      `udevadm() { [ "$(sfdisk --dump ${disk} 2>&1)" = "$known" ] || dash ${folder}/devices ${disk}; }`,
      `known=; udevadm; known=$(sfdisk --dump ${disk} 2>&1)`,
      '. "$lib/root-disk.sh"',
      'open_root || { cat "$work/error"; remove_root; exit 1; }',
      '[ -n "$root_whole" ] || echo image >"$NEWROOT/image"',
      brokenOff ? 'remove_root; exit 0' : 'finish_root && seal_root || exit 2',
      `(cd "$NEWROOT" && ${look})`,
      'remove_root',
    ].join('\n');
    const [program = 'sh', ...args] = shell;
    // The mounts vanish with their namespace.
    const command = ['--mount', '--propagation', 'private', program, ...args, '-c', script];
    const { status, stdout, stderr } = spawnSync('unshare', command, { encoding: 'utf8' });
    return { ok: status === 0, said: stdout + stderr };
  }
  const table = (): string => execFileSync('sfdisk', ['--dump', disk], { encoding: 'utf8' });
  const firstMiB = (): Buffer => readFileSync(disk).subarray(0, MIB);

  it.each(['dash', 'busybox sh'])('partitions and formats a blank disk, mounts it all, and is in fstab: %s', (name) => {
    const { ok, said } = deploy({ look: 'cat etc/fstab image; findmnt -n -o OPTIONS --target srv/data' }, shells[name]);
    expect(ok, said).toBe(true);
    expect(said).toMatch(/image\n.*noatime/);
    expect(said).toMatch(/^UUID=[\da-f-]{36} \/ ext4 defaults 0 0$/m);
    expect(said).toMatch(/^UUID=[\da-f-]{36} \/srv\/data ext4 noatime 0 0$/m);
    expect(said).toMatch(/^UUID=[\da-f-]{36} none swap sw 0 0$/m);
    expect(table()).toMatch(new RegExp(`p1 : start= *2048, size= *131072, type=${LINUX}, .*name="root"`));
    expect(execFileSync('blkid', ['-p', '-o', 'value', '-s', 'LABEL', `${disk}p3`], { encoding: 'utf8' })).toBe(
      'mydata\n',
    );
  });

  it('takes no other disk for the one it partitioned, by its name', () => {
    const other = `${disk}p10`;
    writeFileSync(other, Buffer.alloc(MIB, 'somebodys'));
    const line = `filesystem ${other} ext4 keep - - /srv/other defaults`;
    const { ok, said } = deploy({ more: [line] });
    expect(ok).toBe(false);
    expect(said).toContain(`${other} is not as described: it holds data of an unknown kind`);
    expect(readFileSync(other).equals(Buffer.alloc(MIB, 'somebodys'))).toBe(true);
  });

  it('takes the places of its file systems in fstab, and mounts nothing through a link', () => {
    const others = 'echo "/dev/sdx / xfs ro 0 1"; echo "/dev/sdy /mnt xfs ro 0 1"';
    expect(deploy({ look: `(${others}) >>etc/fstab` }).ok).toBe(true);
    const look = 'cat etc/fstab; umount srv/data && rmdir srv/data srv && ln -s /tmp srv';
    const { said } = deploy({ look });
    expect(said).toContain('/dev/sdy /mnt xfs ro 0 1');
    expect(said.match(/ \/ \w+ /g)).toEqual([' / ext4 ']);
    expect(deploy().said).toContain('a symbolic link is on the way to /srv/data');
    expect(deploy({ image: IMAGES.second }).ok).toBe(true);
  });

  it('keeps what is as described: the table, data, and the image that is there already', () => {
    expect(deploy({ look: 'echo mine >srv/data/file; echo drift >image' }).ok).toBe(true);
    const before = table();
    const again = deploy({ look: 'cat srv/data/file image; grep -c UUID= etc/fstab' });
    expect(again).toMatchObject({ ok: true, said: expect.stringMatching(/already\nmine\ndrift\n3\n/) as string });
    expect(table()).toBe(before);
  });

  it('makes the root anew for another image, at every boot where that is wanted, and after it was broken off', () => {
    expect(deploy({ look: 'echo mine >srv/data/file; echo drift >image' }).ok).toBe(true);
    const look = 'cat srv/data/file image';
    expect(deploy({ image: IMAGES.second, look })).toMatchObject({
      said: expect.stringContaining('mine\nimage\n') as string,
    });
    expect(deploy({ image: IMAGES.second, when: 'always', look: 'cat image' }).said).not.toContain('already');
    expect(deploy({ brokenOff: true, when: 'always' }).ok).toBe(true);
    expect(deploy({ image: IMAGES.second, look })).toMatchObject({
      said: expect.stringContaining('mine\nimage\n') as string,
    });
  });

  it('refuses a disk with another table, and wipes it only where that is allowed', () => {
    execFileSync('sfdisk', ['--quiet', disk], { input: 'label: gpt\n1 : size=20MiB, name="somebodys"\n' });
    const before = firstMiB();
    const { ok, said } = deploy();
    expect(ok).toBe(false);
    expect(said).toMatch(/disk \S+ is not as described: partition 1 is another one than root is to be:.*somebodys/);
    expect(said).toContain('nothing on it was changed');
    expect(firstMiB().equals(before)).toBe(true);
    expect(deploy({ wipeTable: true, look: 'cat image' })).toMatchObject({ ok: true });
    expect(table()).toContain('name="data"');
  });

  it.each([
    ['a file system without a table', () => execFileSync('mkfs.ext4', ['-q', '-F', disk])],
    [
      'data of an unknown kind',
      () => execFileSync('dd', ['if=/dev/urandom', `of=${disk}`, 'bs=4k', 'seek=3', 'count=1', 'status=none']),
    ],
  ])('refuses a disk with %s', (_, fill) => {
    fill();
    const before = firstMiB();
    const { ok, said } = deploy();
    expect(ok).toBe(false);
    expect(said).toMatch(/is not as described: it holds (ext4|data of an unknown kind)/);
    expect(firstMiB().equals(before)).toBe(true);
  });

  it('refuses a partition of another size, and a file system of another kind or of somebody else', () => {
    expect(deploy().ok).toBe(true);
    expect(deploy({ rootMiB: 65 }).said).toContain('partition 1 is another one than root is to be');
    expect(deploy({ format: 'vfat' }).said).toMatch(/p1 is not as described: it holds ext4, not vfat/);
    execFileSync('mkfs.ext4', ['-q', '-F', '-d', MODULE, `${disk}p1`]);
    expect(deploy().said).toMatch(/holds files that were not deployed by Muster; nothing was changed/);
    expect(deploy({ wipe: true, look: 'cat image' })).toMatchObject({ ok: true });
  });
});
