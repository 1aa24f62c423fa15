import { type CliCommand, requiredText } from '../../command.ts';
import { IMAGE_ROW, imageRow } from '../../image-row.ts';
import { showWork } from '../../output/work.ts';
import { buildFor } from './build-for.ts';

export const importImage: CliCommand = {
  name: 'image import',
  summary: 'Import an image and build it',
  arguments: [
    { syntax: '<source>', summary: 'a folder, a tar archive, or debian:RELEASE[+PACKAGE,…]', completes: 'file' },
    { syntax: '<name>', summary: 'name of the image', completes: 'image' },
  ],
  options: [
    { flags: '--force', summary: 'replace an image of that name' },
    { flags: '--no-build', summary: 'import only; "muster image build" makes it bootable' },
  ],
  lists: true,
  changes: true,
  result: IMAGE_ROW,
  examples: [
    'muster image import debian:bookworm debian',
    'muster image import /srv/chroots/rocky9 rocky9',
    'muster image import rootfs.tar.zst hpc --force',
  ],
  run: async (context, args, options) => {
    const site = await context.site();
    const { services } = site;
    const name = requiredText(args, 'name');
    const onProgress = showWork(context);
    const imported = await services.images.import(name, requiredText(args, 'source'), {
      force: options.force === true,
      onProgress,
    });
    const record = options.build === false ? imported : await buildFor(site, name, { wanted: [], onProgress });
    await context.settle();
    const row = imageRow(record);
    context.show(row, [row]);
    return undefined;
  },
};
