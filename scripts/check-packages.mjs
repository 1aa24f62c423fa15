// Package checks: every published package passes publint and "are the types wrong"; knip finds nothing unused.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const run = (command, args) =>
  execFileSync('npx', ['--no-install', command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
let failed = 0;
const attempt = (title, work) => {
  try {
    work();
    console.log(`ok    ${title}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${title}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
};

for (const name of readdirSync('packages')) {
  attempt(`publint ${name}`, () => run('publint', ['--strict', `packages/${name}`]));
  attempt(`types of ${name}`, () => run('attw', ['--pack', `packages/${name}`, '--profile', 'esm-only', '--quiet']));
}
attempt('knip', () => run('knip', ['--no-progress']));
process.exit(failed > 0 ? 1 : 0);
