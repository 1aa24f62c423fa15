import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemplateError, encodeText, parse, sprigFunctions } from '../../src/index.ts';
import { decodeText } from '../../src/value/bytes.ts';
import type { Case } from '../cases/case.ts';
import { fromJson } from './fixture.ts';

export type Result = { readonly output: string } | { readonly error: string };

/** Renders with this package. Go's syntax errors have no column, so that ours is left out here. */
export function renderHere(test: Case): Result {
  try {
    const template = parse('t', test.template, test.sprig === true ? { funcs: sprigFunctions } : {});
    const missingKey = test.missingKey ?? 'default';
    const text = template.execute(fromJson(test.data), { missingKey });
    // As Go writes text in JSON: each byte that is no UTF-8 as U+FFFD.
    return { output: decodeText(encodeText(text)).replace(/[\u{DC80}-\u{DCFF}]/gu, '\ufffd') };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { code, message } = error;
    return { error: code === 'TEMPLATE_SYNTAX' ? message.replace(/^(template: t:\d+):\d+:/, '$1:') : message };
  }
}

/**
 * Renders all cases with Go, in one process. Needs the Debian packages golang-go and golang-github-masterminds-sprig-dev;
 * throws, naming them, where they are missing.
 */
export function renderWithGo(tests: readonly Case[]): Result[] {
  const directory = mkdtempSync(join(tmpdir(), 'gotemplate-'));
  try {
    const binary = join(directory, 'render');
    const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' };
    const build = spawnSync('go', ['build', '-o', binary, join(import.meta.dirname, 'main.go')], {
      env,
      encoding: 'utf8',
    });
    if (build.error !== undefined || build.status !== 0) {
      const reason = build.error?.message ?? build.stderr;
      throw new Error(
        `cannot build with Go; install the Debian packages golang-go and golang-github-masterminds-sprig-dev: ${reason}`,
      );
    }
    const input = tests.map((test) => `${JSON.stringify(test)}\n`).join('');
    const run = spawnSync(binary, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
    if (run.status !== 0) throw new Error(`Go failed: ${run.error?.message ?? run.signal ?? ''} ${run.stderr}`);
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Result);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
