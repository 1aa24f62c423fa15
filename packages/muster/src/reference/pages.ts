import { configSchema } from '@muster/core';
import { cliPage } from './cli-page.ts';
import { configPage } from './config-page.ts';
import { manPages } from './man-pages.ts';
import { commandSections } from './sections.ts';
import { standardPluginValues } from './standard-plugins.ts';

/** All generated files by their path below docs. `folder`: a scratch folder for a site that is never served. */
export async function generatedPages(folder: string): Promise<ReadonlyMap<string, string>> {
  const sections = await commandSections(folder);
  return new Map([
    ['reference/cli.md', cliPage(sections)],
    ['reference/config.md', configPage()],
    ['reference/muster.schema.json', `${JSON.stringify(configSchema(standardPluginValues), null, 2)}\n`],
    ...[...manPages(sections)].map(([name, text]): [string, string] => [`man/${name}`, text]),
  ]);
}
