import { breathe } from '@muster/core';
import type { StatementsFor } from './boot-statements.ts';
import type { Host } from './hosts.ts';
import { statementsOf } from './node-fields.ts';
import { identifier, indented, text } from './syntax.ts';

/** A host declaration: its name in dhcpd, and what is in it besides MAC and address. */
export interface DeclaredHost extends Host {
  readonly id: string;
  readonly statements: readonly string[];
}

/** Their declarations, with the boot files of a loader that is not the site's default. */
export async function declaredHosts(hosts: readonly Host[], statements: StatementsFor): Promise<DeclaredHost[]> {
  const declared: DeclaredHost[] = [];
  const pause = breathe();
  for (const host of hosts) {
    await pause();
    const { node, device, primary, loader, network } = host;
    const name = primary ? [`option host-name ${text(node.name)};`] : [];
    const boot = loader === undefined ? [] : await statements(loader, network);
    const id = identifier(`${node.name}-${device}`);
    declared.push({ ...host, id, statements: [...name, ...boot, ...statementsOf(node)] });
  }
  return declared;
}

/** As dhcpd reads it. */
export function declaration({ id, hwaddr, address, statements }: DeclaredHost): string[] {
  const body = [`hardware ethernet ${hwaddr};`, `fixed-address ${address};`, ...statements];
  return [`host ${id} {`, ...indented(body), '}'];
}
