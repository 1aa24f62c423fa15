import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

export interface AuthorizedKeysSource {
  /** Folder of the site's configuration file; its `authorized_keys` decides alone when it exists. */
  readonly configFolder: string | undefined;
  /** Home whose `.ssh/*.pub` are used otherwise; default: that of the user this process runs as. */
  readonly home?: string;
}

/**
 * Keys that may log in to nodes as root, one per line with a final newline; empty when there are none. Read anew at every
 * call, so that an edit reaches the next rendering.
 */
export function readAuthorizedKeys(source: AuthorizedKeysSource): string {
  if (source.configFolder !== undefined) {
    const text = textOf(path.join(source.configFolder, 'authorized_keys'));
    if (text !== undefined) return lines(text);
  }
  const folder = path.join(source.home ?? homedir(), '.ssh');
  return publicKeyFiles(folder)
    .map((name) => lines(textOf(path.join(folder, name)) ?? ''))
    .join('');
}

/** Host certificates (`…-cert.pub`) are no keys to log in with. */
function publicKeyFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pub') && !name.endsWith('-cert.pub'))
      .sort();
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function lines(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? '' : `${trimmed}\n`;
}
