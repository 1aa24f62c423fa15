import { configSchema } from '@muster/core';
import { cliPage } from './cli-page.ts';
import { configPage } from './config-page.ts';
import { standardPluginValues } from './standard-plugins.ts';

/** All generated files of docs/reference by name. `folder`: a scratch folder for a site that is never served. */
export async function referencePages(folder: string): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['cli.md', await cliPage(folder)],
    ['config.md', configPage()],
    ['muster.schema.json', `${JSON.stringify(configSchema(standardPluginValues), null, 2)}\n`],
  ]);
}
