import { declaration } from './declared-hosts.ts';
import type { DhcpdConf, Part } from './dhcpd-conf.ts';

/** The file as dhcpd reads it; `first` is its first line. */
export function confText(conf: DhcpdConf, first: string): string {
  return `${[first, ...allParts(conf).flatMap(({ lines }) => lines)].join('\n')}\n`;
}

/** What the 1-based `line` of {@link confText} was made from; undefined for what is nobody's. */
export function madeFrom(conf: DhcpdConf, line: number): string | undefined {
  let end = 1;
  for (const { about, lines } of allParts(conf)) {
    end += lines.length;
    if (line <= end) return about;
  }
  return undefined;
}

function allParts({ parts, hosts }: DhcpdConf): Part[] {
  return [...parts, ...hosts.map((host) => ({ about: `node "${host.node.name}"`, lines: ['', ...declaration(host)] }))];
}
