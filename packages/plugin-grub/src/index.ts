import { existsSync } from 'node:fs';
import path from 'node:path';
import { definePlugin, LOADER_STAGE } from '@muster/core';
import type { Static } from 'typebox';
import { bootFileFor, FOLDER, SHIM } from './boot-file.ts';
import { bootFilesCheck } from './checks.ts';
import { grubConfig } from './config.ts';
import { fetchCommand, fetchedFolder } from './fetch-command.ts';
import { grubOptions } from './options.ts';
import { grubRoutes } from './routes.ts';
import { withWordsChecked } from './words.ts';

export type GrubOptions = Partial<Static<typeof grubOptions>>;

declare module '@muster/core' {
  interface PluginOptions {
    grub: GrubOptions;
  }
}

/** GRUB as a loader: signed shim and GRUB for x86-64 UEFI, and a configuration for each machine. */
export default definePlugin({
  name: 'grub',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'GRUB: shim and GRUB by client class, configuration per node',
  configSchema: grubOptions,
  apply(context) {
    const { config, hooks, services, site } = context;
    const fetched = path.join(fetchedFolder(site.paths.state), 'usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed');
    const shim = config.shim.find((file) => existsSync(file));
    const grub = [fetched, ...config.grub].find((file) => existsSync(file));

    hooks.assign.tap({ name: 'grub', stage: LOADER_STAGE }, withWordsChecked);
    hooks.render.for('boot-file').make.tapPromise('grub', async (request) => {
      if (request.loader !== 'grub' || shim === undefined || grub === undefined) return undefined;
      const signed = await Promise.all([shim, grub].map((file) => services.programs.isSigned(file)));
      const made = bootFileFor(request);
      return made && { ...made, signed: signed.every(Boolean) };
    });
    hooks.render.for('grub-config').make.tap('grub', (request) => ({
      contentType: 'text/plain; charset=utf-8',
      text: grubConfig(request, config.waitSeconds),
    }));
    context.contribute({
      routes: grubRoutes(context, config.retrySeconds),
      files: [
        ...(shim === undefined ? [] : [{ path: SHIM, file: shim }]),
        ...(grub === undefined ? [] : [{ path: `${FOLDER}/grubx64.efi`, file: grub }]),
      ],
      commands: [fetchCommand],
      checks: [bootFilesCheck({ shim, grub }, { shim: config.shim, grub: [fetched, ...config.grub] })],
      provides: [
        { step: 'boot-file', classes: ['uefi-x86_64', 'uefi-x86_64-http'] },
        { step: 'script', loader: 'grub', kind: 'grub-config' },
      ],
      needs: [
        { step: 'tftp', why: 'shim, GRUB and its first configuration come over TFTP, except under UEFI HTTP Boot' },
      ],
    });
  },
});
