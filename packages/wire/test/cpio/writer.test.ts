import { describe, expect, it } from 'vitest';
import { type CpioEntry, CpioWriter, cpioHeader, packCpio } from '../../src/index.ts';
import { codeOf } from '../fuzz.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const file = (path: string, text = ''): CpioEntry => ({ path, mode: 0o100644, data: bytesOf(text) });

describe('writing cpio archives', () => {
  it('gives exactly this archive', () => {
    const archive = packCpio([
      { path: 'etc', mode: 0o040755 },
      { path: 'etc/hostname', mode: 0o100644, uid: 1, gid: 2, mtime: 0x5f5e100, data: bytesOf('n01\n!') },
      { path: 'link', mode: 0o120777, linkTarget: 'etc' },
    ]);
    const zero = '00000000';
    const expected =
      `070701${['00000001', '000041ED', zero, zero, '00000002', zero, zero, zero, zero, zero, zero, '00000004', zero].join('')}etc\0\0\0` +
      `070701${['00000002', '000081A4', '00000001', '00000002', '00000001', '05F5E100', '00000005', zero, zero, zero, zero, '0000000D', zero].join('')}etc/hostname\0\0` +
      'n01\n!\0\0\0' +
      `070701${['00000003', '0000A1FF', zero, zero, '00000001', zero, '00000003', zero, zero, zero, zero, '00000005', zero].join('')}link\0\0` +
      'etc\0' +
      `070701${[zero, zero, zero, zero, '00000001', zero, zero, zero, zero, zero, zero, '0000000B', zero].join('')}TRAILER!!!\0\0\0\0`;
    expect(Buffer.from(archive).toString('latin1')).toBe(expected.padEnd(512, '\0'));
  });

  it('is the same every time', () => {
    const entries = [file('a', 'x'), file('b', 'y')];
    expect(packCpio(entries)).toEqual(packCpio(entries));
  });

  it('gives every file its own inode number', () => {
    const writer = new CpioWriter();
    const inodes = ['a', 'b', 'c'].map((path) =>
      Buffer.from(writer.entry(file(path)).header.subarray(6, 14)).toString(),
    );
    expect(inodes).toEqual(['00000001', '00000002', '00000003']);
  });

  it('tells a streaming caller how much content and padding to write', () => {
    const writer = new CpioWriter();
    const { header, contentSize, padding } = writer.entry({ path: 'image', mode: 0o100600, size: 0xfffffffe });
    expect([header.length, contentSize, padding.length]).toEqual([116, 0xfffffffe, 2]);
    expect(Buffer.from(header.subarray(54, 62)).toString()).toBe('FFFFFFFE');
    expect(writer.size).toBe(116 + 2 ** 32);
    expect((writer.size + writer.finish().length) % 512).toBe(0);
    expect(writer.size % 512).toBe(0);
  });

  it('writes the content of hard links with the last name, under one inode number', () => {
    const name = (path: string): CpioEntry => ({ ...file(path, 'data'), hardLink: { key: 'x', count: 3 } });
    const writer = new CpioWriter();
    const frames = [name('a'), file('between'), name('b'), name('c')].map((entry) => writer.entry(entry));
    const numbers = frames.map(({ header }) => Buffer.from(header).toString('latin1'));
    expect(numbers.map((text) => [text.slice(6, 14), text.slice(38, 46), text.slice(54, 62)])).toEqual([
      ['00000001', '00000003', '00000000'],
      ['00000002', '00000001', '00000000'],
      ['00000001', '00000003', '00000000'],
      ['00000001', '00000003', '00000004'],
    ]);
    expect(frames.map(({ contentSize }) => contentSize)).toEqual([0, 0, 0, 4]);
    expect(writer.finish().length).toBeGreaterThan(0);
  });

  it('refuses to end while names of a hard link are missing', () => {
    const writer = new CpioWriter();
    writer.entry({ ...file('a', 'data'), hardLink: { key: 'x', count: 2 } });
    expect(codeOf(() => writer.finish())).toBe('CPIO_LINK_INCOMPLETE');
    writer.entry({ ...file('b', 'data'), hardLink: { key: 'x', count: 2 } });
    expect(writer.finish().length).toBeGreaterThan(0);
    expect(codeOf(() => writer.finish())).toBe('CPIO_FINISHED');
    expect(codeOf(() => writer.entry(file('c')))).toBe('CPIO_FINISHED');
  });

  it('keeps names that are not UTF-8', () => {
    const frame = new CpioWriter().entry({ path: Uint8Array.of(0xff, 0x61), mode: 0o100644 });
    expect(frame.header.subarray(110, 113)).toEqual(Uint8Array.of(0xff, 0x61, 0));
  });

  it('brings times into the range of the header', () => {
    const timeOf = (mtime: number): string =>
      Buffer.from(new CpioWriter().entry({ ...file('a'), mtime }).header.subarray(46, 54)).toString();
    expect([-5, 1.9, 2 ** 33].map(timeOf)).toEqual(['00000000', '00000001', 'FFFFFFFF']);
  });

  it.each(['', '/etc', '../etc', 'a/../b', 'a\0b', 'TRAILER!!!', 'x'.repeat(4096)])('refuses the path %j', (path) => {
    expect(codeOf(() => packCpio([file(path)]))).toBe('CPIO_PATH_INVALID');
  });

  it.each<[string, CpioEntry, string]>([
    ['a file above 4 GiB', { path: 'a', mode: 0o100644, size: 2 ** 32 }, 'CPIO_FILE_TOO_LARGE'],
    ['a symbolic link without target', { path: 'a', mode: 0o120777 }, 'CPIO_ENTRY_INVALID'],
    ['a file with a target', { path: 'a', mode: 0o100644, linkTarget: 'b' }, 'CPIO_ENTRY_INVALID'],
    ['a directory with content', { path: 'a', mode: 0o040755, data: bytesOf('x') }, 'CPIO_ENTRY_INVALID'],
    ['data of another size', { path: 'a', mode: 0o100644, data: bytesOf('x'), size: 2 }, 'CPIO_ENTRY_INVALID'],
    ['a size without data in memory', { path: 'a', mode: 0o100644, size: 2 }, 'CPIO_ENTRY_INVALID'],
    ['an owner below zero', { path: 'a', mode: 0o100644, uid: -1 }, 'CPIO_FIELD_RANGE'],
    ['a fractional group', { path: 'a', mode: 0o100644, gid: 0.5 }, 'CPIO_FIELD_RANGE'],
  ])('refuses %s', (_, entry, code) => {
    expect(codeOf(() => packCpio([entry]))).toBe(code);
  });

  it('goes on after a refused entry as if it had not been given', () => {
    const writer = new CpioWriter();
    expect(codeOf(() => writer.entry({ ...file('a'), uid: -1 }))).toBe('CPIO_FIELD_RANGE');
    expect(writer.size).toBe(0);
    expect(Buffer.from(writer.entry(file('a')).header.subarray(6, 14)).toString()).toBe('00000001');
  });
});

describe('a cpio header', () => {
  it('pads name and header to a multiple of four', () => {
    const numbers = { ino: 1, mode: 1, uid: 1, gid: 1, nlink: 1, mtime: 1, filesize: 1 };
    const devices = { devMajor: 1, devMinor: 1, rdevMajor: 1, rdevMinor: 1 };
    const lengths = ['a', 'ab', 'abc', 'abcd', 'abcde'].map(
      (name) => cpioHeader({ ...numbers, ...devices, name: bytesOf(name) }).length,
    );
    expect(lengths).toEqual([112, 116, 116, 116, 116]);
  });
});
