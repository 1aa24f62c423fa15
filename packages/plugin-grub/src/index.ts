import path from 'node:path';
import { definePlugin, LOADER_STAGE, type ServedFile } from '@muster/core';
import type { Static } from 'typebox';
import { bootFileAtHand, bootFileOfImage, FOLDER } from './boot-file.ts';
import { embeddedConfig } from './bootstrap.ts';
import { bootFilesCheck } from './checks.ts';
import type { Offer } from './choose.ts';
import { grubConfig } from './config.ts';
import { canMake, coreImage } from './core-image.ts';
import { fetchCommand, fetchedFolder } from './fetch-command.ts';
import { fileRoutes, type MakeCoreImage } from './file-routes.ts';
import { grubOptions } from './options.ts';
import { PLATFORMS } from './platform.ts';
import { bootstrapFor, grubRoutes } from './routes.ts';
import { serverChains } from './server-files.ts';
import { withWordsChecked } from './words.ts';

export type GrubOptions = Partial<Static<typeof grubOptions>>;

declare module '@muster/core' {
  interface PluginOptions {
    grub: GrubOptions;
  }
}

/** GRUB as a loader: signed shim and GRUB for UEFI, a core image for a BIOS, and a configuration for each machine. */
export default definePlugin({
  name: 'grub',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'GRUB: boot chain by client class and image, configuration per node',
  configSchema: grubOptions,
  async apply(context) {
    const { config, hooks, services, site } = context;
    const fetched = path.join(fetchedFolder(site.paths.state), 'usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed');
    const server = await serverChains({ shim: config.shim, grub: [fetched, ...config.grub] }, services);
    const makes = new Set(PLATFORMS.filter((platform) => canMake(config, platform)));
    const preferMade = new Set(PLATFORMS.filter(({ name }) => config.preferMade.some((wanted) => wanted === name)));
    const offer: Offer = { fromImages: config.fromImages, server, makes, preferMade };
    const maker = { modules: config.modules, folder: path.join(site.paths.state, 'boot-files', 'grub-made') };
    const make: MakeCoreImage = (platform, request) => {
      // Not by who asks: all machines of a network have one core image.
      const bootstrap = bootstrapFor(context, { boot: { ...request.boot, remoteAddress: '' } }, config.retrySeconds);
      return coreImage(platform, bootstrap.nextServer, embeddedConfig(bootstrap), maker);
    };

    hooks.assign.tap({ name: 'grub', stage: LOADER_STAGE }, withWordsChecked);
    const { make: makeBootFile } = hooks.render.for('boot-file');
    // DHCP asks for every packet: what is known is told at once.
    makeBootFile.tap('grub', (request) => (request.loader === 'grub' ? bootFileAtHand(request, offer) : undefined));
    makeBootFile.tapPromise('grub', async (request) =>
      request.loader === 'grub' ? bootFileOfImage(request, offer, services) : undefined,
    );
    hooks.render.for('grub-config').make.tap('grub', (request) => ({
      contentType: 'text/plain; charset=utf-8',
      text: grubConfig(request, config.waitSeconds),
    }));
    context.contribute({
      routes: [...grubRoutes(context, config.retrySeconds), ...fileRoutes(context, offer, make)],
      files: filesOf(offer),
      commands: [fetchCommand],
      checks: [bootFilesCheck(offer)],
      provides: [
        { step: 'boot-file', classes: PLATFORMS.flatMap(({ classes }) => classes) },
        { step: 'script', loader: 'grub', kind: 'grub-config' },
      ],
      needs: [
        { step: 'tftp', why: 'shim, GRUB and its first configuration come over TFTP, except under UEFI HTTP Boot' },
      ],
    });
  },
});

/** This server's own files, for TFTP servers that know of files alone; the routes for the same paths know the node's image. */
function filesOf({ server }: Offer): ServedFile[] {
  return [...server].flatMap(([{ suffix }, { files }]) =>
    [...files].flatMap(([name, source]) =>
      'file' in source && name.includes(suffix) ? [{ path: `${FOLDER}/${name}`, file: source.file }] : [],
    ),
  );
}
