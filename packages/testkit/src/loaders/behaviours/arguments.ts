import type { LoaderBehaviour, LoaderTools } from '../behaviour.ts';
import type { ObservedBoot } from '../boot.ts';
import { expectAsGivenOrRefused, expectBooted } from '../expect.ts';

/** Every loader can say these. */
const ORDINARY: readonly (readonly string[])[] = [
  ['quiet', 'console=ttyS0,115200n8', 'ip=10.0.0.11::10.0.0.254:255.255.252.0:n01:eth0:none', 'rd.break=pre-mount'],
  ['a=%20', 'b=%s%d%%', 'c=1&d=2', 'e=f=g', '%', '&', '='],
  [
    'x=$y',
    '$',
    'a=$1',
    'b=$$',
    '{',
    '}',
    'c={d}',
    '(e)',
    '[f]',
    '<g>',
    'h|i',
    '!j',
    '*',
    '?',
    '~',
    '^',
    '@',
    '`k`',
    'l#m',
  ],
  ['a;b', 'a,b', 'a;', 'systemd.unit=multi-user.target', 'x=http://10.0.0.1/a?b=c&d=e'],
  ['no=op', '-n', '--', '--name', '-', 'init=/bin/sh', 'then', 'fi', 'done', 'if', 'goto', 'boot'],
  ['quiet', 'quiet', 'a=1', 'a=2'],
];

/** A loader may be unable to say these; then the node waits and says why. */
const HOSTILE: readonly (readonly string[])[] = [
  ['a b'],
  ['x=a b'],
  ['x="a b"'],
  ["it's"],
  ['say="hi"'],
  ['"'],
  ["'"],
  ['\\'],
  ['a\\'],
  ['a\\nb', 'x=\\x41'],
  ['${net0/mac}'],
  ['x=${'],
  ['$(reboot)'],
  ['||', 'reboot'],
  ['&&', 'reboot'],
  [';', 'reboot'],
  ['#x', 'y'],
  ['a\nreboot'],
  ['a\rb', 'c\td'],
  ['ü=ö', '日本'],
  ["';reboot;'", '";reboot;"'],
  ['}', 'reboot', '{'],
  [''],
  [' '],
  [`x=${'y'.repeat(1500)}`],
  [`x=${'y'.repeat(2100)}`],
  Array.from({ length: 200 }, (_, index) => `word${index}=${'v'.repeat(20)}`),
];

export const argumentBehaviours: readonly LoaderBehaviour[] = [
  {
    id: 'arguments/ordinary',
    title: 'hands over kernel arguments unchanged and in order',
    check: (tools) =>
      forEach(ORDINARY, tools, (observed) => {
        expectBooted(observed);
      }),
  },
  {
    id: 'arguments/hostile',
    title: 'hands over unchanged, or refuses, arguments with blanks, quotes, operators and control characters',
    check: (tools) => forEach(HOSTILE, tools, expectAsGivenOrRefused),
  },
];

async function forEach(
  cases: readonly (readonly string[])[],
  { boot }: LoaderTools,
  check: (observed: ObservedBoot) => void,
): Promise<void> {
  for (const args of cases) check(await boot({ payload: { args } }));
}
