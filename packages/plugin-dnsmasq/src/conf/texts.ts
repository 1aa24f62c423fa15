import type { DnsmasqConf, Part } from './types.ts';

export type ConfTexts = Readonly<Record<keyof DnsmasqConf, string>>;

/** The text of each file as dnsmasq reads it; `first` is a comment, the first line of each. */
export function textsOf(conf: DnsmasqConf, first: string): ConfTexts {
  const text = (parts: readonly Part[]): string => `${[first, ...parts.flatMap(({ lines }) => lines)].join('\n')}\n`;
  return { conf: text(conf.conf), hosts: text(conf.hosts), options: text(conf.options), names: text(conf.names) };
}

/** All of it as one dnsmasq.conf, each line with what it was made from. `dnsmasq --test` reads no other file. */
export function inOneFile(conf: DnsmasqConf): readonly Part[] {
  const prefixed = (prefix: string, parts: readonly Part[]): Part[] =>
    parts.map(({ about, lines }) => ({ about, lines: lines.map((line) => `${prefix}${line}`) }));
  return [
    ...conf.conf.map(({ about, lines }) => ({ about, lines: lines.filter((line) => !READS_FILE.test(line)) })),
    ...prefixed('dhcp-host=', conf.hosts),
    ...prefixed('dhcp-option=', conf.options),
    ...conf.names.map(({ about, lines }) => ({ about, lines: lines.map(hostRecord) })),
  ];
}

const READS_FILE = /^(?:dhcp-hostsfile|dhcp-optsfile|addn-hosts)=/;

/** `host-record` names the address last, hosts(5) first. */
function hostRecord(line: string): string {
  const [address = '', ...names] = line.split(' ');
  return `host-record=${[...names, address].join(',')}`;
}

/** What a 1-based line of these parts was made from. */
export function madeFrom(parts: readonly Part[], line: number): string | undefined {
  let end = 0;
  for (const { about, lines } of parts) {
    end += lines.length;
    if (line <= end) return about;
  }
  return undefined;
}
