import { randomBytes } from 'node:crypto';
import { LabError } from './lab-error.ts';
import type { Vm } from './qemu.ts';
import type { WaitOptions } from './text-stream.ts';

/** A root shell on a machine's serial line. */
export interface VmShell {
  /**
   * Runs a line of shell and returns what it printed on both outputs.
   * @throws {LabError} `VM_COMMAND_FAILED` on a non-zero exit code; `VM_STOPPED` when no answer comes.
   */
  run(line: string, options?: WaitOptions): Promise<string>;
}

/** Waits for the login prompt of this boot and logs in as root, without a password. */
export async function login(vm: Vm, options: WaitOptions = {}): Promise<VmShell> {
  const prompt = await vm.waitFor(/^\S+ login: ?$/m, { timeoutMs: 300_000, ...options });
  vm.send('root\n');
  const shell: VmShell = {
    run: async (line, runOptions = {}) => {
      const tag = randomBytes(4).toString('hex');
      const after = vm.mark();
      // The echo of this line must not look like the answer: the quotes keep the two apart.
      vm.send(`echo "BEGIN"-${tag}; { ${line}\n} 2>&1; echo "END"-${tag}=$?\n`);
      const begin = await vm.waitFor(`BEGIN-${tag}\n`, { after, timeoutMs: 180_000, ...runOptions });
      const end = await vm.waitFor(new RegExp(`END-${tag}=(\\d+)`), {
        timeoutMs: 180_000,
        ...runOptions,
        after: begin,
      });
      // Between the two stands the second line of the command as well, echoed behind the shell's continuation prompt.
      const output = vm.console.slice(begin.end, end.start).replace(/^.*\} 2>&1; echo "END".*\n/m, '');
      if (end.groups[0] !== '0') {
        const sentence = `${vm.name}: "${line}" ended with exit code ${end.groups[0] ?? '?'}: ${output}`;
        throw new LabError(
          'VM_COMMAND_FAILED',
          sentence,
          'Log in on the console (npx tsc -b test/lab; cli.js vm) and try it.',
        );
      }
      return output;
    },
  };
  await vm.waitFor(/[#$] ?$/m, { after: prompt, timeoutMs: 180_000 });
  await shell.run('stty -echo 2>/dev/null || true; export PS1= PS2=');
  return shell;
}
