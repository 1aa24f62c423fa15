import { type DhcpEvent, levelOfLine, type LogLevel } from '@muster/core';
import { parseMac } from '@muster/wire';
import { SIGHTING } from '../boot-statements.ts';

/** As dhcpd 4.4 writes them (server/dhcp.c). */
const ACKNOWLEDGED = /^DHCPACK on (\S+) to (\S+) /;
const RELEASED = /^DHCPRELEASE of (\S+) from (\S+) .*\(found\)/;
const SEEN = new RegExp(`^${SIGHTING} (\\S+) (\\S+)$`);
const EXCHANGE = /^(?:DHCP(?:DISCOVER|OFFER|REQUEST|INFORM|RELEASE) |muster-boot )/;
const BANNER =
  /^(?:Internet Systems Consortium|Copyright|All rights|For info|Wrote \d|Config file:|Database file:|PID file:)/;

/** undefined for everything else. */
export function eventIn(line: string): DhcpEvent | undefined {
  const seen = SEEN.exec(line);
  if (seen !== null) {
    const mac = paddedMac(seen[2] ?? '');
    return mac === undefined ? undefined : { kind: 'seen', clientClass: seen[1] ?? '', mac };
  }
  return leaseEvent('acknowledged', ACKNOWLEDGED.exec(line)) ?? leaseEvent('released', RELEASED.exec(line));
}

function leaseEvent(kind: 'acknowledged' | 'released', match: RegExpExecArray | null): DhcpEvent | undefined {
  const [, address, hwaddr = ''] = match ?? [];
  const mac = parseMac(hwaddr);
  return address === undefined || mac === undefined ? undefined : { kind, address, mac };
}

/** dhcpd's binary-to-ascii leaves leading zeros out. */
function paddedMac(text: string): string | undefined {
  return parseMac(
    text
      .split(':')
      .map((octet) => octet.padStart(2, '0'))
      .join(':'),
  );
}

/** dhcpd's own level is lost on standard error: what comes with every packet is `debug`, leases and the rest `info`. */
export function levelOfDhcpd(line: string): LogLevel {
  if (EXCHANGE.test(line)) return /: (?:unknown|network .* no free|peer holds)/.test(line) ? 'warn' : 'debug';
  if (BANNER.test(line)) return 'debug';
  if (/^DHCPNAK |no free leases|No subnet declaration/i.test(line)) return 'warn';
  return levelOfLine(line);
}
