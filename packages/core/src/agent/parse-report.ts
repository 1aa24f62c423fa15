import { decodeWord } from './encode.ts';
import type { AgentItem, AgentReport } from './types.ts';

const OUTCOMES: readonly AgentReport['outcome'][] = ['updated', 'unchanged', 'failed'];

/** Octets, and lines that are kept, of a report that are read. */
export const LONGEST_REPORT = 256 * 1024;
const MOST_ITEMS = 2000;
const LONGEST_DETAIL = 500;

/**
 * A report: lines `WHAT PATH DETAIL`, words as in the manifest, DETAIL `-` or missing where there is none. `outcome`, `task` and
 * `detail` come beside it. Undefined when the outcome is none that is known. Lines that are none are left out. Total.
 */
export function parseReport(
  { outcome, task, detail }: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
): AgentReport | undefined {
  const known = OUTCOMES.find((one) => one === outcome);
  if (known === undefined) return undefined;
  const items = Buffer.from(body).toString('utf8').split('\n').flatMap(itemOf);
  // Of too many those that matter.
  if (items.length > MOST_ITEMS) items.sort((a, b) => Number(isFailure(b)) - Number(isFailure(a)));
  return {
    outcome: known,
    items: items.slice(0, MOST_ITEMS),
    ...(task === undefined ? {} : { task }),
    ...(detail === undefined || detail === '' ? {} : { detail: shown(detail) }),
  };
}

/** Whether it tells of something that could not be done. */
export function isFailure({ what }: AgentItem): boolean {
  return what.endsWith('failed');
}

function itemOf(line: string): AgentItem[] {
  const [what = '', path = '', detail = '-'] = line.split(' ');
  if (!/^[a-z][a-z-]{0,15}$/.test(what) || path === '') return [];
  const text = decodeWord(detail);
  return [{ what, path: shown(decodeWord(path)), ...(text === '' ? {} : { detail: shown(text) }) }];
}

/** For people: without control characters, and not endless. */
function shown(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_DETAIL);
}
