import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ipxeModels } from '@muster/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shownByModel } from '../helpers/loader-model.ts';
import { createNetwork, type Network, startVm } from '../lab/index.ts';

/** Operators, expansion, comments, labels and ends of lines; what fails prints something of its own between the numbered lines. */
const SCRIPT = `#!ipxe
set a x y
echo 1 <\${a}> \${nosuch} end
echo 2 a ; echo 2 b
echo 3 a;b #c
echo 4 back \\
echo slash
echo 5 a || echo 5 never && echo 5 also
nosuch && echo 6 no || echo 6 fine
iseq a b || echo 7 unequal
set q \${}
set v \${\${q}a}
echo 8 \${v}
set b $
set c {a}
echo 9 \${b}\${c}
echo 10 \${a} \${a
isset \${nosuch} || echo 11 empty
:label echo 12 after a label
goto there || echo 13 never
echo 13 never
:there
set d \${a:uristring}
echo 14 \${d}
echo 15 "quoted  blanks"   'x'
inc n
inc n 3
echo 16 \${n}
sleep 0 && echo 17
sanboot --bogus || echo 18 usage
echo 19 it's $a $(b) {c} %d &e | f & g \`h\` \\i ~
echo 20 a' ';' ||x &&y
iseq \${nosuch} || echo 21 usage
echo 22 end
exit 3 || echo 23 never
echo 23 never
`;

let network: Network;
let folder: string;
beforeAll(async () => {
  network = await createNetwork();
  folder = await mkdtemp(path.join(tmpdir(), 'muster-ipxe-'));
});
afterAll(async () => {
  await network.close();
  await rm(folder, { recursive: true });
});

it('the model of iPXE shows of a script what iPXE shows', async () => {
  const initrd = path.join(folder, 'script.ipxe');
  await writeFile(initrd, SCRIPT);
  const vm = await startVm({
    network,
    firmware: 'seabios',
    nicRom: 'none',
    memory: 128,
    direct: { kernel: '/usr/lib/ipxe/ipxe.lkrn', initrd, append: '' },
  });
  await vm.waitFor(/^22 end/m, { timeoutMs: 120_000 });
  await vm.waitFor(/Booting from|No bootable device/, { timeoutMs: 60_000 });
  const numbered = (lines: readonly string[]): string[] =>
    lines.map((one) => one.trim()).filter((one) => /^\d+ /.test(one));
  const seen = numbered(vm.console.split('\n'));
  expect(seen.length).toBeGreaterThan(20);
  expect(seen).toEqual(numbered(await shownByModel(ipxeModels[0], SCRIPT)));
  await vm.stop();
});
