import type { DhcpEvent, Logger, LogLevel } from '@muster/core';
import { parseMac } from '@muster/wire';

import { CLASS_PREFIX } from './kea-classes.ts';

/** As Kea 2.2 writes them (src/bin/dhcp4/dhcp4_messages.mes). */
const ALLOCATED = /^DHCP4_LEASE_ALLOC \[hwtype=1 ([\da-f:]+)\], .*: lease (\S+) has been allocated/;
const RELEASED = /^DHCP4_RELEASE \[hwtype=1 ([\da-f:]+)\], .*: address (\S+) was released properly/;
const CLASSES = /^DHCP4_CLASS_ASSIGNED \[hwtype=1 ([\da-f:]+)\], .* class\(es\): (.*)$/;
const WRITTEN = /^(\w+) (\S+) (.*)$/;
const LEVELS: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'error',
};

/**
 * Reads Kea's log. Kea logs what a machine sends as its vendor class as it is, line ends too: a machine could write lines
 * of its own. Those Kea wrote begin with a word that nobody else knows.
 */
export class KeaLines {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** For the `pattern` of its logger. */
  get pattern(): string {
    return `%p ${this.#secret} %m\n`;
  }

  /** undefined for lines that tell nothing. */
  eventIn(line: string): DhcpEvent | undefined {
    const said = this.#read(line)?.said;
    if (said === undefined) return undefined;
    const [, classMac, classes = ''] = CLASSES.exec(said) ?? [];
    if (classMac !== undefined) return seen(classMac, classes);
    return leaseEvent('acknowledged', ALLOCATED.exec(said)) ?? leaseEvent('released', RELEASED.exec(said));
  }

  levelOf(line: string): LogLevel {
    return this.#read(line)?.level ?? 'debug';
  }

  /** The log without the word. */
  logTo(log: Logger): Logger {
    const plain = (level: LogLevel) => (fields: object, line: string) => {
      log[level](fields, this.#read(line)?.said ?? line);
    };
    return { debug: plain('debug'), info: plain('info'), warn: plain('warn'), error: plain('error') };
  }

  #read(line: string): { readonly level: LogLevel; readonly said: string } | undefined {
    const [, level = '', secret, said = ''] = WRITTEN.exec(line) ?? [];
    return secret === this.#secret ? { level: LEVELS[level] ?? 'info', said } : undefined;
  }
}

function seen(hwaddr: string, classes: string): DhcpEvent | undefined {
  const mac = parseMac(hwaddr);
  const name = classes.split(', ').findLast((one) => one.startsWith(CLASS_PREFIX));
  if (mac === undefined || name === undefined) return undefined;
  return { kind: 'seen', clientClass: name.slice(CLASS_PREFIX.length), mac };
}

function leaseEvent(kind: 'acknowledged' | 'released', match: RegExpExecArray | null): DhcpEvent | undefined {
  const [, hwaddr = '', address] = match ?? [];
  const mac = parseMac(hwaddr);
  return address === undefined || mac === undefined ? undefined : { kind, address, mac };
}
