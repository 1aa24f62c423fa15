import { readFile, realpath } from 'node:fs/promises';

/** A mount point below `folder`, when there is one; removing the folder would empty what is mounted there. */
export async function mountBelow(folder: string, table = '/proc/self/mountinfo'): Promise<string | undefined> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined) return undefined;
  const lines = (await readFile(table, 'utf8')).split('\n');
  // Field 5 of proc(5) mountinfo; blanks and backslashes are written as octal.
  const points = lines.map((line) =>
    (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))),
  );
  return points.find((point) => point.startsWith(`${real}/`));
}
