import type { Snapshot } from '@muster/core';
import type { Rendering } from '../dhcpd-conf.ts';
import { indented } from '../syntax.ts';
import { type KeaSubnet, keaParts } from './kea-parts.ts';

export interface KeaSettings {
  readonly leaseTime: number;
  readonly authoritative: boolean;
  /** Keys of `Dhcp4` for the Kea that Muster runs itself. */
  readonly internal?: Readonly<Record<string, unknown>>;
}

/** A complete configuration of kea-dhcp4 for the site's networks and nodes: JSON with a class or a reservation a line. */
export async function keaConf(rendering: Rendering, snapshot: Snapshot, settings: KeaSettings): Promise<string> {
  const { classes, subnets } = await keaParts(rendering, snapshot, 'muster');
  const networks = Object.values(snapshot.site.networks);
  const globals = {
    'user-context': { comment: 'Made by Muster; changes here are lost.' },
    authoritative: settings.authoritative,
    'valid-lifetime': settings.leaseTime,
    // One machine shows several client identifiers while it boots: its hardware address is what stays.
    'match-client-id': false,
    'host-reservation-identifiers': ['hw-address'],
    'interfaces-config': { interfaces: [...new Set(networks.flatMap((one) => one.interface ?? []))] },
    'option-def': [{ name: 'muster-ipxe', code: 175, type: 'binary' }],
    ...settings.internal,
  };
  const lines = [
    ...members(globals).map((line) => `${line},`),
    ...list('client-classes', classes.map(json), ','),
    '"subnet4": [',
    ...subnets.flatMap((subnet, index) => subnetLines(subnet, index === subnets.length - 1 ? '' : ',')),
    ']',
  ];
  return `${['{ "Dhcp4": {', ...indented(lines), '} }'].join('\n')}\n`;
}

/** Items of the site's own `client-classes`, for an include in its list. */
export async function keaClassesInclude(rendering: Rendering, snapshot: Snapshot): Promise<string> {
  const { classes } = await keaParts(rendering, snapshot, 'site');
  return `${joined(classes.map(json)).join('\n')}\n`;
}

/** Members of the site's own subnet for a network, for an include between its braces: the classes it requires, and the reservations. */
export async function keaSubnetInclude(rendering: Rendering, snapshot: Snapshot, network: string): Promise<string> {
  const { subnets } = await keaParts(rendering, snapshot, 'site');
  const found = subnets.find(({ name }) => name === network);
  return found === undefined ? '' : `${told(found).join('\n')}\n`;
}

function subnetLines(subnet: KeaSubnet, end: string): string[] {
  return ['{', ...indented([...members(subnet.own).map((line) => `${line},`), ...told(subnet)]), `}${end}`];
}

function told({ required, reservations }: KeaSubnet): string[] {
  return [`"require-client-classes": ${json(required)},`, ...list('reservations', reservations.map(json))];
}

/** `"key": [`, the lines with commas between, `]`. */
function list(key: string, lines: readonly string[], end = ''): string[] {
  return [`"${key}": [`, ...indented(joined(lines)), `]${end}`];
}

function members(object: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(object).map(([key, value]) => `${json(key)}: ${json(value)}`);
}

function joined(items: readonly string[]): string[] {
  return items.map((item, index) => (index === items.length - 1 ? item : `${item},`));
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** What the 1-based `line` of a configuration was made from: the nearest node or network, on it or above. */
export function keaMadeFrom(text: string, line: number): string | undefined {
  for (const above of text.split('\n').slice(0, line).reverse()) {
    const [, kind, name] = /"user-context":\s*\{"(node|network)":("(?:[^"\\]|\\.)*")\}/.exec(above) ?? [];
    if (kind !== undefined) return `${kind} ${name ?? ''}`;
  }
  return undefined;
}
