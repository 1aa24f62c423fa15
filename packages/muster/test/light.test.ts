import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const CLIENT = path.join(packages, 'core/src/client.ts');

/** Packages that take longer to load than a server takes to answer. */
const HEAVY = [
  '@muster/core',
  'typebox',
  'ajv',
  'yaml',
  'fastify',
  'cosmiconfig',
  'execa',
  'tapable',
  'jiti',
  'semver',
];

/** Modules outside of this repository that are loaded with a file, each with the way it is reached. */
function loadedWith(file: string, way: readonly string[] = [], seen = new Map<string, readonly string[]>()) {
  const here = [...way, path.relative(packages, file)];
  if (seen.has(file)) return seen;
  seen.set(file, here);
  const text = readFileSync(file, 'utf8');
  for (const [, what = '', from = ''] of text.matchAll(/^(?:import|export) (type )?(?:[^;]*? from )?'([^']+)';/gms)) {
    if (what !== '') continue;
    if (from === '@muster/core/client') loadedWith(CLIENT, here, seen);
    else if (from.startsWith('.')) loadedWith(path.resolve(path.dirname(file), from), here, seen);
    else if (!from.startsWith('node:') && !seen.has(from)) seen.set(from, [...here, from]);
  }
  return seen;
}

it('what every command loads before it is asked for more is light', () => {
  const starts = [path.join(packages, 'muster/src/index.ts'), path.join(packages, 'muster/src/control.ts'), CLIENT];
  const commands = path.join(packages, 'muster/src/commands');
  const files = readdirSync(commands, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  starts.push(...files.map((name) => path.join(commands, name)));
  expect(starts.length).toBeGreaterThan(30);
  const heavy = starts.flatMap((start) => {
    const loaded = loadedWith(start);
    return HEAVY.flatMap((name) => (loaded.has(name) ? [loaded.get(name)?.join(' > ')] : []));
  });
  expect(heavy).toEqual([]);
  expect([...loadedWith(starts[0] ?? '').keys()]).toContain('commander');
});
