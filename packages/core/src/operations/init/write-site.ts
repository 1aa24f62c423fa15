import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configSchema, type SchemaPlugin } from '../../config/config-schema.ts';
import { initErrors } from '../../errors/init.ts';
import type { HostInterface } from './choose-interface.ts';
import { configText, PROFILES_TEXT } from './site-text.ts';

/** What became of one file: written, or left as it was. */
export interface InitFile {
  readonly file: string;
  readonly written: boolean;
}

/**
 * Writes a first configuration into `folder`: muster.config.yaml, its JSON Schema for editors, registry/profiles.yaml.
 * Never overwrites: a configuration that is there is INIT_CONFIG_EXISTS, other files are left alone.
 */
export async function writeSite(
  folder: string,
  chosen: HostInterface,
  plugins: readonly SchemaPlugin[],
): Promise<readonly InitFile[]> {
  const config = path.join(folder, 'muster.config.yaml');
  await mkdir(path.join(folder, 'registry'), { recursive: true });
  if (!(await writeNew(config, configText(chosen)))) throw initErrors.configExists(config);
  const others: [string, string][] = [
    ['muster.schema.json', `${JSON.stringify(configSchema(plugins), null, 2)}\n`],
    [path.join('registry', 'profiles.yaml'), PROFILES_TEXT],
  ];
  const files: InitFile[] = [{ file: config, written: true }];
  for (const [name, text] of others) {
    const file = path.join(folder, name);
    files.push({ file, written: await writeNew(file, text) });
  }
  return files;
}

/** False when the file is there already. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw initErrors.unwritable(file, error);
  }
}
