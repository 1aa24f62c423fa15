import { lastLines } from './text-stream.ts';

/** How far a boot has come, in the order in which a machine passes through. */
export const stages = [
  'power-on',
  'firmware',
  'dhcp',
  'boot-file',
  'loader',
  'script',
  'kernel',
  'initramfs',
  'init',
  'login',
] as const;

export type Stage = (typeof stages)[number];

/** What each firmware, loader and kernel prints when it gets there (SeaBIOS 1.16, OVMF 2022.11, iPXE 2019, GRUB 2.06, dracut 059, systemd 252). */
const signs: readonly { readonly stage: Stage; readonly pattern: RegExp }[] = [
  { stage: 'firmware', pattern: /SeaBIOS \(version|BdsDxe: |UEFI firmware|>>Start PXE|Press F2|iPXE \(PCI/g },
  { stage: 'dhcp', pattern: />>Start (?:PXE|HTTP Boot) over|Configuring \(net\d|Station IP address is|DHCP \(net\d/g },
  { stage: 'boot-file', pattern: /NBP filename is|Downloading NBP file|Filename: |URI: http|Next server: /g },
  {
    stage: 'loader',
    pattern: /Welcome to GRUB|GNU GRUB|Fetching Netboot Image|BdsDxe: starting Boot\d+ .*(?:PXE|HTTP)|PXE->EB/g,
  },
  { stage: 'script', pattern: /: \d+ bytes \[script\]|^\S+\.\.\. ok|Booting a command list/gm },
  { stage: 'kernel', pattern: /EFI stub: |\[ *0\.000000\] Linux version|Linux version \d\S+ \(/g },
  {
    stage: 'initramfs',
    pattern:
      /Run \/init as init process|Unpacking initramfs|dracut: |dracut-(?:cmdline|pre-|initqueue|mount)|Running in initrd/g,
  },
  {
    stage: 'init',
    pattern:
      /Run \/sbin\/init as init|MUSTER-TEST-BEGIN|Welcome to .*GNU\/Linux|systemd\[1\]: Hostname set|Switching root/g,
  },
  { stage: 'login', pattern: /^\S+ login: ?/gm },
];

/** What these words on a console mean, and what to look at. */
const explanations: readonly (readonly [RegExp, string])[] = [
  [/No bootable device/, 'the firmware found nothing to boot: no answer to DHCP, no boot file, or no ROM for the card'],
  [/PXE-E16/, 'DHCP offers came, but none with a boot file (PXE-E16)'],
  [/PXE-E18|PXE-E53/, 'the answer had no boot file or a server did not reply (PXE-E18, PXE-E53)'],
  [/PXE-E23|PXE-E21|TFTP.*(?:not found|timeout)/i, 'the boot file could not be fetched by TFTP'],
  [/Could not retrieve NBP|Unexpected network error/, 'the UEFI firmware could not fetch the boot file'],
  [
    /Access Denied|Security Violation|bad shim signature/,
    'Secure Boot refused the boot file: it is not signed by a known key',
  ],
  [/Nothing to boot/, 'iPXE got an address but no file name'],
  [/No configuration methods succeeded|ipxe\.org\/040ee1/, 'iPXE got no answer to DHCP'],
  [/.*ipxe\.org\/[0-9a-f]+\)?/, 'an error of iPXE; the address explains it'],
  [/error: (?:file .* not found|.*not found|timeout|couldn't)/, 'GRUB could not fetch a file'],
  [
    /Kernel panic - not syncing: VFS|No working init|Unable to mount root/,
    'the kernel found no root: no initrd arrived, or it has no /init',
  ],
  [
    /Out of memory|Initramfs unpacking failed|System is deadlocked on memory/,
    'the machine has too little memory for its image',
  ],
  [/Kernel panic/, 'the kernel panicked'],
  [
    /dracut.*(?:FATAL|emergency|timeout)|Entering emergency mode/i,
    'the first stage gave up and opened an emergency shell',
  ],
];

/** The stage a console shows: the one whose sign came last, so that a machine that starts over is back at its firmware. */
export function stageOf(console: string): Stage {
  let latest: { stage: Stage; index: number } = { stage: 'power-on', index: -1 };
  for (const { stage, pattern } of signs) {
    const index = [...console.matchAll(pattern)].at(-1)?.index ?? -1;
    if (index >= latest.index && index >= 0) latest = { stage, index };
  }
  return latest.stage;
}

/** The furthest stage any boot on this console came to. */
export function furthestStage(console: string): Stage {
  const reached = signs.filter(({ pattern }) => console.search(pattern) >= 0).at(-1);
  return reached?.stage ?? 'power-on';
}

/** One paragraph for a person: where the boot stopped, how far it had been, what known words mean, and the last lines. */
export function describeStop(console: string, lines = 25): string {
  const stage = stageOf(console);
  const furthest = furthestStage(console);
  const been = furthest === stage ? '' : ` (it had come as far as "${furthest}")`;
  const meaning = explanations.flatMap(([words, text]) => {
    const seen = words.exec(console)?.[0];
    return seen === undefined ? [] : [`\n  Seen: "${seen.trim()}": ${text}.`];
  });
  // systemd's animation of a waiting job would push everything else out of sight.
  const tail = lastLines(console.replace(/^\[[ *]+\].*\n/gm, ''), lines);
  return `The boot stopped at stage "${stage}"${been}.${meaning.join('')}\n${tail === '' ? '(the console is empty)' : tail}`;
}
