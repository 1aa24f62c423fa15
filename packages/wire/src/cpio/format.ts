/**
 * The "newc" format that the kernel unpacks (Linux Documentation/driver-api/early-userspace/buffer-format.rst): a
 * header of 110 ASCII octets, the name with NUL, zeros to a multiple of 4, the content, zeros to a multiple of 4.
 */
export const MAGIC = '070701';
export const HEADER_SIZE = 110;
export const TRAILER = 'TRAILER!!!';
/** Archives end at a multiple of this, as GNU cpio's do. */
export const BLOCK_SIZE = 512;
/** Most octets of a name with its NUL; the kernel skips entries with longer ones (PATH_MAX). */
export const NAME_LIMIT = 4096;
/** Most octets of a file, and greatest value of every header field. */
export const CPIO_FIELD_MAX = 0xffffffff;

/** File type bits of `mode` (`S_IFMT` and its values). */
export const FileType = Object.freeze({
  mask: 0o170000,
  socket: 0o140000,
  symlink: 0o120000,
  regular: 0o100000,
  blockDevice: 0o060000,
  directory: 0o040000,
  characterDevice: 0o020000,
  fifo: 0o010000,
});

/** Zeros needed after `size` octets to reach a multiple of `alignment`. */
export function paddingOf(size: number, alignment: number): number {
  return (alignment - (size % alignment)) % alignment;
}
