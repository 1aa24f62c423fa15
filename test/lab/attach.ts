import type { Vm } from './qemu.ts';

/** Ctrl-], as telnet and virsh have it. */
const detachKey = '\x1d';

/** Connects a terminal to a machine's serial console until Ctrl-] is pressed or the machine ends. */
export async function attach(vm: Vm, write: (text: string) => void): Promise<void> {
  let shown = 0;
  const show = (): void => {
    const text = vm.console;
    if (text.length > shown) write(text.slice(shown));
    shown = text.length;
  };
  const timer = setInterval(show, 50);
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  try {
    await new Promise<void>((resolve) => {
      stdin.setEncoding('utf8').on('data', (keys: string) => {
        if (keys.includes(detachKey)) resolve();
        else vm.send(keys);
      });
      void vm.exited.then(() => {
        resolve();
      });
    });
  } finally {
    clearInterval(timer);
    show();
    stdin.pause().removeAllListeners('data');
    if (stdin.isTTY) stdin.setRawMode(false);
  }
}
