import { type IpxeImage, MOST_COMMAND_LINE } from './images.ts';
import type { IpxeState } from './run.ts';

/** Fetches an image and holds it; its name is the last part of the URL unless given. */
export async function fetchImage(
  { machine, images }: IpxeState,
  url: string,
  args: readonly string[],
  name: string | undefined,
): Promise<IpxeImage> {
  await machine.payload(url);
  const image = {
    name:
      name ??
      url
        .replace(/[?#].*/, '')
        .split('/')
        .at(-1) ??
      url,
    url,
    args: args.join(' '),
  };
  images.add(image);
  return image;
}

/** `boot` and `imgexec`: starts the kernel with the initrds this build hands over. */
export function startSelected({ images, build, machine }: IpxeState, name: string | undefined): never {
  const image = name === undefined ? images.selected : images.named(name);
  images.select(image);
  // UEFI builds put the image's name before the command line (`efi_image_cmdline`); both cut what is too long.
  const own = build.platform === 'efi' ? image.name.length + 1 : 0;
  const commandLine = image.args.slice(0, MOST_COMMAND_LINE - 1 - own);
  const initrds = build.initrdsByName ? namedInitrds(commandLine).map((one) => images.named(one)) : images.others;
  return machine.start({ commandLine, kernel: image.url, initrds: initrds.map(({ url }) => url) });
}

/** `initrd=` on the command line, as the kernel's EFI stub reads it. @throws {LoaderFault} by `named` for one that is not there. */
function namedInitrds(commandLine: string): readonly string[] {
  return commandLine.split(' ').flatMap((word) => (word.startsWith('initrd=') ? [word.slice('initrd='.length)] : []));
}
