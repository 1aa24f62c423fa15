import { CLIENT_CLASSES } from '@muster/wire';
import { narrow } from './narrow.ts';
import { completeNodeSet } from './node-set.ts';
import type { Candidate, Completes, NameSource } from './types.ts';

/** Snapshots further back are asked for by their number. */
const MOST_SNAPSHOTS = 30;

/** What a word may become when it stands for `kind`; nothing for files, which shells know better. */
export async function completeNames(source: NameSource, kind: Completes, word: string): Promise<readonly Candidate[]> {
  switch (kind) {
    case 'nodeset':
      return completeNodeSet(source, word);
    case 'node':
      return narrow(word, await source.nodes());
    case 'profile':
      return inList(word, await source.profiles());
    case 'image':
      return narrow(word, await source.images());
    case 'overlay':
      return inList(word, await source.overlays());
    case 'client-class':
      return CLIENT_CLASSES.filter(({ id }) => id.startsWith(word)).map(({ id }) => ({ value: id }));
    case 'unknown-machine': {
      const machines = await source.unknownMachines();
      const summaries = new Map(machines.map(({ mac, summary }) => [mac, summary]));
      return narrow(word, [...summaries.keys()]).map((found) => {
        const summary = summaries.get(found.value) ?? '';
        return { ...found, ...(summary === '' ? {} : { summary }) };
      });
    }
    case 'snapshot': {
      const matches = (await source.snapshots()).filter(({ number }) => String(number).startsWith(word));
      return matches.slice(0, MOST_SNAPSHOTS).map(({ number, summary }) => ({ value: String(number), summary }));
    }
    case 'file':
      return [];
  }
}

/** The last name of a list with commas; `~NAME` takes one away. */
function inList(word: string, names: readonly string[]): readonly Candidate[] {
  const start = word.lastIndexOf(',') + 1;
  const head = word.slice(0, word.startsWith('~', start) ? start + 1 : start);
  const given = new Set(word.slice(0, start).split(','));
  const left = names.filter((name) => !given.has(name));
  return narrow(word.slice(head.length), left).map((found) => ({ ...found, value: `${head}${found.value}` }));
}
