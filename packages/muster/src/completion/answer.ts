import { configOption } from '../command-line.ts';
import type { Io } from '../io.ts';
import { complete, type Completed } from './complete.ts';
import { siteNames } from './site-names.ts';

/** Nobody waits longer for a completion, ms. */
const PATIENCE_MS = 5000;

/**
 * Answers the script of a shell, which calls `muster __complete -- WORDS…`, the last word being the one at the cursor. A line for each
 * candidate: `=` before a whole word, `+` before a beginning, a tab before what it is; or `/` alone for names of files.
 * Whatever goes wrong, nothing is printed and the exit code is 0: there is no place for an error within a line being typed.
 */
export async function answerShell(argv: readonly string[], io: Io): Promise<void> {
  const words = argv[0] === '--' ? argv.slice(1) : argv;
  const config = configOption(words)?.replace(/^~(?=\/)/, io.env.HOME ?? '~');
  const names = siteNames({ cwd: io.cwd, ...(config === undefined || config === '' ? {} : { config }) }, io);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Completed>((resolve) => {
    timer = setTimeout(() => {
      resolve([]);
    }, PATIENCE_MS);
  });
  try {
    io.stdout.write(answerText(await Promise.race([complete(words, names), late])));
  } catch {
    // Said above.
  } finally {
    clearTimeout(timer);
    await names.close();
  }
}

function answerText(found: Completed): string {
  if (found === 'files') return '/\n';
  return found
    .map(({ value, summary, open }) => {
      const text = summary === undefined ? value : `${value}\t${summary}`;
      return `${open === true ? '+' : '='}${text.replaceAll(/[\r\n]+/g, ' ')}\n`;
    })
    .join('');
}
