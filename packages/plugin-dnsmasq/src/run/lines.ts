import { type DhcpEvent, levelOfLine, type LogLevel } from '@muster/core';
import { clientClassById, parseMac } from '@muster/wire';

/** What dnsmasq's log tells. */
export type DnsmasqEvent =
  | DhcpEvent
  | { readonly kind: 'sent'; readonly file: string; readonly address: string }
  | { readonly kind: 'read'; readonly file: string };

/** As dnsmasq 2.90 writes them (rfc2131.c, log_packet and log_tags; tftp.c; option.c), `log-dhcp` set. */
const PACKET =
  /^dnsmasq-dhcp\[\d+\]: (\d+) (DHCP[A-Z]+|PXE)\(\S+\) (?:([\d.]+) )?((?:[\da-f]{2}:){5}[\da-f]{2})(?: |$)/;
const TAGS = /^dnsmasq-dhcp\[\d+\]: (\d+) tags: (.*)$/;
const SENT = /^dnsmasq-tftp\[\d+\]: sent (\/.+) to ([\d.]+)$/;
const READ = /^dnsmasq(?:-dhcp)?\[\d+\]: read (\/.+?)(?: - \d+ names)?$/;
const CLASS = /(?:^|, )class-([\w-]+)/;
const ASKS = new Set(['DHCPDISCOVER', 'DHCPREQUEST', 'PXE']);

/** Reads the log line by line: an answer and the tags of a packet follow the line that tells of the packet. */
export class DnsmasqLines {
  #asked: { readonly xid: string; readonly type: string; readonly mac: string } | undefined;

  /** undefined for everything else. */
  event(line: string): DnsmasqEvent | undefined {
    const packet = PACKET.exec(line);
    if (packet !== null) return this.#packet(packet);
    const tags = TAGS.exec(line);
    if (tags !== null) return this.#tags(tags);
    const sent = SENT.exec(line);
    if (sent !== null) return { kind: 'sent', file: sent[1] ?? '', address: sent[2] ?? '' };
    const read = READ.exec(line);
    return read === null ? undefined : { kind: 'read', file: read[1] ?? '' };
  }

  #packet([, xid = '', type = '', address, text = '']: RegExpExecArray): DnsmasqEvent | undefined {
    const mac = parseMac(text);
    if (mac === undefined) return undefined;
    if (type === 'DHCPRELEASE') return address === undefined ? undefined : { kind: 'released', address, mac };
    if (type !== 'DHCPACK') {
      if (type !== 'DHCPOFFER') this.#asked = { xid, type, mac };
      return undefined;
    }
    // An answer to INFORM is written in the same words, and gives nobody an address.
    const asked = this.#asked;
    if (asked?.xid !== xid || asked.mac !== mac || asked.type !== 'DHCPREQUEST') return undefined;
    return address === undefined ? undefined : { kind: 'acknowledged', address, mac };
  }

  #tags([, xid, tags = '']: RegExpExecArray): DnsmasqEvent | undefined {
    const asked = this.#asked;
    const clientClass = CLASS.exec(tags)?.[1];
    if (asked?.xid !== xid || asked === undefined || !ASKS.has(asked.type)) return undefined;
    if (clientClass === undefined || clientClassById(clientClass) === undefined) return undefined;
    return { kind: 'seen', clientClass, mac: asked.mac };
  }
}

const DETAIL =
  /^dnsmasq-dhcp\[\d+\]: \d+ (?:available DHCP|vendor class|user class|client provides|DHCPDISCOVER|DHCPOFFER|DHCPREQUEST|tags|requested options|bootfile name|server name|next server|broadcast response|sent size|PXE)/;

/** dnsmasq's own level is lost on standard error: what comes with every packet is `debug`. */
export function levelOfDnsmasq(line: string): LogLevel {
  if (DETAIL.test(line)) return /no address (?:available|range)|not using configured/.test(line) ? 'warn' : 'debug';
  if (/ (?:DHCPNAK|DHCPDECLINE)\(|not using configured address|no address range/.test(line)) return 'warn';
  if (/\bbad .* at line \d+ of /.test(line)) return 'error';
  return levelOfLine(line.replace(/^dnsmasq[\w-]*\[\d+\]: /, ''));
}
