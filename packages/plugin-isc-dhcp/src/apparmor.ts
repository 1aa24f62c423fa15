import { readFile } from 'node:fs/promises';

/** Whether AppArmor enforces a profile of this name (apparmor(7)). Only root can tell. */
export async function isConfined(profile: string): Promise<boolean> {
  const loaded = await readFile('/sys/kernel/security/apparmor/profiles', 'utf8').catch(() => '');
  return loaded.split('\n').includes(`${profile} (enforce)`);
}

/** Where a confined program may read a scratch file; undefined: anywhere. */
export async function readableFolder(profile: string, folder: string): Promise<string | undefined> {
  return (await isConfined(profile)) ? folder : undefined;
}
