import { LoaderFault } from '../fault.ts';
import type { Grub } from './run.ts';

/** `regexp [--set [N:]NAME]… PATTERN TEXT`, extended regular expressions. @throws {LoaderFault} when it does not match */
export function regexp(args: readonly string[], { variables }: Grub): void {
  const sets: string[] = [];
  const words: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const inline = /^(?:--set|-s)=(.*)$/s.exec(word)?.[1];
    if (inline !== undefined) sets.push(inline);
    else if (word === '--set' || word === '-s') sets.push(args[++at] ?? '');
    else words.push(word);
  }
  const [pattern = '', text = ''] = words;
  const found = new RegExp(pattern).exec(text);
  if (found === null) throw new LoaderFault('false');
  for (const set of sets) {
    const [, group = '1', name = ''] = /^(?:(\d+):)?(.*)$/s.exec(set) ?? [];
    variables.set(name, found[Number(group)] ?? '');
  }
}
