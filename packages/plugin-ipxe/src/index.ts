import { existsSync } from 'node:fs';
import path from 'node:path';
import { definePlugin, LOADER_STAGE } from '@muster/core';
import type { Static } from 'typebox';
import { autoexecRoutes } from './autoexec.ts';
import { findBinaries } from './binaries.ts';
import { bootFileFor, signedBootFileFor } from './boot-file.ts';
import { bootFilesCheck } from './checks.ts';
import { fetchCommand, fetchedFolder } from './fetch-command.ts';
import { ipxeOptions } from './options.ts';
import { scriptRoute } from './route.ts';
import { findSignedChains } from './signed-chain.ts';
import { ipxeScript, KERNEL_SHIM } from './script.ts';
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
  async apply(context) {
    const { config, hooks, services, site } = context;
    const fetched = path.join(fetchedFolder(site.paths.state), 'usr/lib/ipxe');
    const folders = config.preferFetched ? [fetched, ...config.folders] : [...config.folders, fetched];
    const binaries = await findBinaries(folders, config.bootFiles, services.programs);
    const signed = findSignedChains(config.signed);
    const kernelShim = config.kernelShim.find((file) => existsSync(file));

    hooks.assign.tap({ name: 'ipxe', stage: LOADER_STAGE }, withWordsChecked);
    const { make: makeBootFile } = hooks.render.for('boot-file');
    // DHCP asks for every packet: what is known is told at once.
    makeBootFile.tap('ipxe', (request) => (request.loader === 'ipxe' ? bootFileFor(request, binaries) : undefined));
    makeBootFile.tapPromise('ipxe', async (request) =>
      request.loader === 'ipxe' ? signedBootFileFor(request, signed, services.programs) : undefined,
    );
    hooks.render.for('ipxe-script').make.tap('ipxe', (request) => ({
      contentType: 'text/plain; charset=utf-8',
      text: ipxeScript(request, { ...config, hasKernelShim: kernelShim !== undefined }),
    }));
    context.contribute({
      routes: [scriptRoute(context), ...autoexecRoutes(context, config.retrySeconds)],
      files: [
        ...new Map(binaries.map(({ path, file }) => [path, { path, file }])).values(),
        ...signed.flatMap(({ files }) => files),
        ...(kernelShim === undefined ? [] : [{ path: KERNEL_SHIM, file: kernelShim }]),
      ],
      commands: [fetchCommand],
      checks: [bootFilesCheck(binaries, folders, config.bootFiles)],
      provides: [{ step: 'boot-file' }, { step: 'script', loader: 'ipxe', kind: 'ipxe-script' }],
      needs: [{ step: 'http', why: 'scripts and payload are fetched over HTTP' }],
    });
  },
});
