/** Stages of a boot in the order they come; those of plugins come before `init`. */
export const STAGES = [
  'dhcp',
  'boot-file',
  'script',
  'kernel',
  'initramfs',
  'manifest',
  'image',
  'system',
  'runtime',
  'init',
  'up',
] as const;

/** A loader tells that it hands the machine over to its own disk. */
export const DISK = 'disk';

/** What begins a boot where no session tells it. */
export const BEGINNINGS: ReadonlySet<string> = new Set(['dhcp', 'boot-file', 'script']);

/** What agents of running nodes do: events for the log, of no boot. */
export const AFTER_BOOT = 'refresh';

/** What the server gives once the machine has its script. */
export const PAYLOAD: ReadonlySet<string> = new Set(['kernel', 'initramfs', 'manifest', 'image', 'system', 'runtime']);

const PLACES: ReadonlyMap<string, number> = new Map(STAGES.map((stage, index) => [stage, index * 1000]));

/** Place of a stage in a boot; a plugin's own stands between the overlays and `init`, in the order of `contributed`. */
export function placeOf(stage: string, contributed: readonly string[] = []): number {
  const index = contributed.indexOf(stage);
  return PLACES.get(stage) ?? (PLACES.get('runtime') ?? 0) + 1 + (index < 0 ? 900 : index);
}
