/** Warewulf's stages and the route families that answer them. */
const STAGES: Readonly<Record<string, string>> = {
  ipxe: 'ipxe',
  grub: 'grub',
  kernel: 'kernel',
  initramfs: 'initramfs',
  image: 'image',
  container: 'image',
  system: 'system',
  'overlay-system': 'system',
  runtime: 'runtime',
  'overlay-runtime': 'runtime',
};

/** Names the routes had before Warewulf 4.6. */
const ALIASES: Readonly<Record<string, string>> = {
  container: 'image',
  'overlay-system': 'system',
  'overlay-runtime': 'runtime',
};

/**
 * Today's path for an old one: `/provision/MAC?stage=S` (default stage `ipxe`) and the old route names. Other paths stay
 * as they are; undefined for a stage that does not exist.
 */
export function currentPath(path: string, query: Readonly<Record<string, string>>): string | undefined {
  const [, family = '', ...rest] = path.split('/');
  if (family === 'provision') {
    const stage = query.stage ?? 'ipxe';
    const target = Object.hasOwn(STAGES, stage) ? STAGES[stage] : undefined;
    return target === undefined ? undefined : ['', target, ...rest].join('/');
  }
  const current = Object.hasOwn(ALIASES, family) ? ALIASES[family] : undefined;
  return current === undefined ? path : ['', current, ...rest].join('/');
}
