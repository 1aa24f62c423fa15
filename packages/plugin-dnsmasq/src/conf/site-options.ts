import { type DhcpOptionSettings, readDhcpOptions } from '@muster/core';
import { tag } from '../syntax.ts';
import { optionText } from './option-text.ts';

/** Options dnsmasq makes up where nobody sets them: only an empty one keeps them away. */
const MADE_UP: ReadonlySet<number> = new Set([3, 6, 15, 28]);

/** What `dhcpOptions` of a network or node come to. */
export interface SiteLines {
  /** Values of `dhcp-option`. */
  readonly options: readonly string[];
  /** Values of `dhcp-option-force`, which no file that is read again may hold. */
  readonly forced: readonly string[];
  /** Codes a node has taken away; {@link withoutTag} keeps them from it. */
  readonly without: readonly number[];
  /** All codes in it. */
  readonly codes: ReadonlySet<number>;
}

/** The tag of nodes that have an option of their network taken away. */
export const withoutTag = (code: number): string => tag('without', String(code));

export function siteLines(settings: DhcpOptionSettings | undefined): SiteLines {
  const options: string[] = [];
  const forced: string[] = [];
  const without: number[] = [];
  const all = readDhcpOptions(settings);
  for (const [code, option] of all) {
    if (option !== undefined) (option.always ? forced : options).push(`${code},${optionText(option)}`);
    else if (MADE_UP.has(code)) options.push(String(code));
    else without.push(code);
  }
  return { options, forced, without, codes: new Set(all.keys()) };
}
