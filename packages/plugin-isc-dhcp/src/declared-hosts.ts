import { breathe } from '@muster/core';
import { type StatementsFor, HTTP_BOOT_OPTIONS } from './boot-statements.ts';
import type { Host } from './hosts.ts';
import { statementsOf } from './node-fields.ts';
import { optionStatement, sendUnasked } from './option-statements.ts';
import { setIn } from './site-options.ts';
import type { ToldNetwork } from './subnets.ts';
import { hostIdentifier, indented, text } from './syntax.ts';

/** A host declaration: its name in dhcpd, and what is in it besides MAC and address. */
export interface DeclaredHost extends Host {
  readonly id: string;
  readonly statements: readonly string[];
}

/**
 * Their declarations, with the boot files of a loader that is not the site's default. `networks`: what these tell, when
 * Muster declares the subnets too.
 */
export async function declaredHosts(
  hosts: readonly Host[],
  statements: StatementsFor,
  networks: ReadonlyMap<string, ToldNetwork> = new Map(),
): Promise<DeclaredHost[]> {
  const declared: DeclaredHost[] = [];
  const pause = breathe();
  for (const host of hosts) {
    await pause();
    const { node, device, primary, choice, network } = host;
    const name = primary ? [`option host-name ${text(node.name)};`] : [];
    const boot = choice === undefined ? [] : await statements(choice, network);
    const id = hostIdentifier(node.name, device);
    const options = optionLines(host, networks.get(network));
    declared.push({ ...host, id, statements: [...name, ...boot, ...options, ...statementsOf(node)] });
  }
  return declared;
}

function optionLines({ options }: Host, network: ToldNetwork | undefined): string[] {
  const own = setIn(options);
  const always = own.filter((option) => option.always).map(({ code }) => code);
  const left = network?.unasked.filter((code) => !options.has(code)) ?? [];
  return [
    ...(network?.placed.hostOf(options) ?? []),
    ...own.map(optionStatement),
    ...(always.length === 0 ? [] : sendUnasked([...HTTP_BOOT_OPTIONS, ...left, ...always])),
  ];
}

/** As dhcpd reads it. */
export function declaration({ id, hwaddr, address, statements }: DeclaredHost): string[] {
  const body = [`hardware ethernet ${hwaddr};`, `fixed-address ${address};`, ...statements];
  return [`host ${id} {`, ...indented(body), '}'];
}
