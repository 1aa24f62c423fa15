import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LabError } from '../lab/index.ts';
import { type BenchOptions, benchmark } from './benchmark.ts';
import { describeMachine } from './machine.ts';
import { PARTS, type Part } from './comparison.ts';
import { printJson, printLines, writeDocument } from './report.ts';

const HELP = `Muster beside js-yaml, dnsmasq, Kea, atftpd and nginx, with ten thousand nodes. Needs root (network namespaces).

  npm run bench -- [options]

  --quick           3 rounds instead of 5
  --rounds N        so many rounds
  --only PART       one of ${PARTS.join(', ')}; may be given several times
  --output json     all values of all rounds, instead of lines
  --write           put the results into docs/benchmarks.md
`;

/** A run that hangs ends by itself. */
const LIMIT_MS = 25 * 60_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true },
      output: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const options: BenchOptions = {
    rounds: wholeNumber(values.rounds) ?? (values.quick === true ? 3 : 5),
    parts: (values.only ?? PARTS).map(part),
    say: (line) => process.stderr.write(`${line}\n`),
  };
  if (values.output !== undefined && values.output !== 'json') throw usage(`--output ${values.output}`);
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  try {
    const results = {
      machine: await describeMachine(),
      rounds: options.rounds,
      rows: await benchmark(folder, options),
    };
    if (values.output === 'json') printJson(results);
    else printLines(results);
    if (values.write === true) await writeDocument(results);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function part(text: string): Part {
  const found = PARTS.find((one) => one === text);
  if (found === undefined) throw usage(`--only ${text}`);
  return found;
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(text)) throw usage(`--rounds ${text}`);
  return Number(text);
}

function usage(given: string): LabError {
  return new LabError('BENCH_USAGE', `${given} cannot be used.`, 'See npm run bench -- --help.');
}

const timer = setTimeout(() => {
  process.stderr.write('The benchmark took too long and was stopped.\n');
  process.exit(1);
}, LIMIT_MS);
timer.unref();
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
