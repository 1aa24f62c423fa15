import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { grubModels } from '@muster/testkit';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownByModel } from '../helpers/loader-model.ts';

/** What GRUB as a program shows of a script, without the ends of lines: it breaks them at the screen's edge. */
async function shownByGrub(script: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-grub-'));
  try {
    await writeFile(path.join(folder, 'grub.cfg'), script);
    await writeFile(path.join(folder, 'device.map'), '(hd0) /dev/null\n');
    const args = ['--device-map', path.join(folder, 'device.map'), '--directory', folder, '--root', 'host'];
    const { stdout } = await execa('grub-emu', args, { stdin: 'ignore', timeout: 60_000 });
    const text = stripVTControlCharacters(stdout).replace(/[\r\n]/g, '');
    return /BEGIN(.*)END/s.exec(text)?.[1] ?? `no BEGIN and END in ${text}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function expectAlike(lines: readonly string[]): Promise<void> {
  const script = `set pager=0\necho BEGIN\n${lines.join('\n')}\necho END\nexit\n`;
  const shown = (await shownByModel(grubModels[0], script)).join('');
  expect(/BEGIN(.*)END/s.exec(shown)?.[1]).toBe(await shownByGrub(script));
}

const letter = fc.constantFrom(...Array.from('abyz019.,:=%@~+^!()[]-_/'));
const quotable = fc.constantFrom(...Array.from('ab ;{}|&<>#*?()=%~!^'), '||', '&&', '$');
const piece = fc.oneof(
  fc.string({ unit: letter, minLength: 1, maxLength: 4 }),
  fc.string({ unit: fc.oneof(quotable, fc.constantFrom('"', '\\')), maxLength: 6 }).map((text) => `'${text}'`),
  fc
    .array(
      fc.oneof(
        quotable.filter((one) => one !== '$'),
        fc.constantFrom("'", '\\\\', '\\"', '\\$', '\\a', '$v', '${w}', '$none'),
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => `"${parts.join('')}"`),
  fc.constantFrom(
    '\\ ',
    '\\;',
    "\\'",
    '\\"',
    '\\$',
    '\\\\',
    '\\{',
    '\\#',
    '\\a',
    '$v',
    '${v}',
    '$w',
    '${w}',
    '$none',
    '${none}',
  ),
);
const word = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
const line = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `show x ${words.join(' ')}`);

/** Statements, conditions, loops and functions. */
const FLOW = `
if nosuch; then echo 1 yes; else echo 1 no; fi
if false; then echo 2 yes; elif true; then echo 2 elif; else echo 2 no; fi
if ! true; then echo 3 yes; else echo 3 no; fi
if [ -z "" -a "a" = a ]; then echo 4 yes; fi
if [ "a b" != 'a b' ]; then echo 5 yes; else echo 5 no; fi
v='p  q'
for i in 1 $v "$v"; do echo "6 $i"; done
set c="s t"; echo "7 $c"
b=$v
echo "8 $b"
b="$v z"; echo "9 $b"
while [ "$k" != "111" ]; do k="\${k}1"; echo "10 $k"; done
until [ "$k" = "" ]; do k=; done; echo "11 <$k>"
function back { return 3; echo never; }
if back; then echo 12 yes; else echo 12 no; fi
regexp --set 1:w --set 2:r '^([a-z]+)(.*)$' 'abc d"f'; echo "13 $w|$r"
if regexp '^x' abc; then echo 14 yes; else echo 14 no; fi
for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; if [ $i = 3 ]; then break; fi; echo "15 $i"; done
function outer { echo "16 $1 $#"; back; echo "16 $1"; }
outer a 'b c'
unset v; echo "17 <$v>"
echo if then fi a#b #c
[ a = a ] ; echo 18 ; echo 19
`.split('\n');

describe('the model of GRUB’s script beside GRUB itself', () => {
  it('runs statements, conditions, loops and functions alike', async () => {
    // Errors of commands are printed by GRUB and stand in no script of ours.
    const quiet = FLOW.filter((one) => !/nosuch|back|outer|regexp '\^x'|false/.test(one));
    await expectAlike(quiet);
  });

  it('takes words and quotes apart alike', async () => {
    const lines = fc.sample(line, { numRuns: 300 });
    const show = 'function show { echo "<$#|$2|$3|$4|$5|$6|$7|$8>"; }';
    await expectAlike([show, "v='p  q'", 'w=', ...lines]);
  });
});
