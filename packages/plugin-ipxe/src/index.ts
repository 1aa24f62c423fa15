import path from 'node:path';
import { definePlugin, LOADER_STAGE } from '@muster/core';
import type { Static } from 'typebox';
import { autoexecRoutes } from './autoexec.ts';
import { findBinaries } from './binaries.ts';
import { bootFileFor } from './boot-file.ts';
import { bootFilesCheck } from './checks.ts';
import { fetchCommand, fetchedFolder } from './fetch-command.ts';
import { ipxeOptions } from './options.ts';
import { scriptRoute } from './route.ts';
import { ipxeScript } from './script.ts';
import { withWordsChecked } from './words.ts';

export type IpxeOptions = Partial<Static<typeof ipxeOptions>>;

declare module '@muster/core' {
  interface PluginOptions {
    ipxe: IpxeOptions;
  }
}

/** iPXE as a loader: a boot file by client class, and a script for each machine. */
export default definePlugin({
  name: 'ipxe',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'iPXE: boot file by client class, script per node',
  configSchema: ipxeOptions,
  apply(context) {
    const { config, hooks, site } = context;
    const fetched = path.join(fetchedFolder(site.paths.state), 'usr/lib/ipxe');
    const folders = config.preferFetched ? [fetched, ...config.folders] : [...config.folders, fetched];
    const binaries = findBinaries(folders, config.bootFiles);

    hooks.assign.tap({ name: 'ipxe', stage: LOADER_STAGE }, withWordsChecked);
    hooks.render
      .for('boot-file')
      .make.tap('ipxe', (request) => (request.loader === 'ipxe' ? bootFileFor(request, binaries) : undefined));
    hooks.render.for('ipxe-script').make.tap('ipxe', (request) => ({
      contentType: 'text/plain; charset=utf-8',
      text: ipxeScript(request, config),
    }));
    context.contribute({
      routes: [scriptRoute(context), ...autoexecRoutes(context, config.retrySeconds)],
      files: [...new Map(binaries.map(({ path, file }) => [path, { path, file }])).values()],
      commands: [fetchCommand],
      checks: [bootFilesCheck(binaries, folders, config.bootFiles)],
      provides: [{ step: 'boot-file' }, { step: 'script', loader: 'ipxe', kind: 'ipxe-script' }],
      needs: [{ step: 'http', why: 'scripts and payload are fetched over HTTP' }],
    });
  },
});
