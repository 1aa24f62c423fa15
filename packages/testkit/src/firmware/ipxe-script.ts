import { BootFault } from './fault.ts';

/** A command with what comes after it when it failed (`||`) or succeeded (`&&`). */
interface Statement {
  readonly commands: readonly { readonly after: '||' | '&&' | undefined; readonly words: readonly string[] }[];
}

/** An iPXE script as iPXE reads it: statements, and where labels point to. */
export interface IpxeScript {
  readonly statements: readonly Statement[];
  readonly labels: ReadonlyMap<string, number>;
}

/** Splits a script into statements. iPXE knows no quotes: words end at white space (iPXE `core/exec.c`). */
export function parseIpxeScript(text: string): IpxeScript {
  if (!/^#!ipxe\s*\n/.test(text))
    throw new BootFault('script', 'script-invalid', 'the script does not begin with #!ipxe');
  const statements: Statement[] = [];
  const labels = new Map<string, number>();
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith(':')) labels.set(line.slice(1), statements.length);
    else statements.push(statementOf(line));
  }
  return { statements, labels };
}

function statementOf(line: string): Statement {
  const commands: { after: '||' | '&&' | undefined; words: string[] }[] = [{ after: undefined, words: [] }];
  for (const word of line.split(/\s+/)) {
    if (word === '||' || word === '&&') commands.push({ after: word, words: [] });
    else commands.at(-1)?.words.push(word);
  }
  return { commands };
}

/** Replaces `${name}` and `${name:format}`; what there is no setting for becomes nothing. */
export function expandSettings(word: string, settings: Readonly<Record<string, string>>): string {
  return word.replace(/\$\{([^}:]+)(?::([^}]+))?\}/g, (_whole, name: string, format: string | undefined) => {
    const value = settings[name] ?? '';
    if (format === 'hexhyp') return value.replaceAll(':', '-');
    return format === 'uristring' ? encodeURIComponent(value) : value;
  });
}
