import type { ResolvedNode } from '@muster/core';
import { Type } from 'typebox';

/** What nodes and profiles may say to dhcpd besides. */
export const nodeFields = {
  dhcpdStatements: Type.Array(Type.String(), {
    description:
      'Further statements of dhcpd.conf(5) in the declarations of this node, e.g. option log-servers 10.0.0.5;',
  }),
  keaOptions: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
    description:
      'Further entries of option-data in the Kea reservations of this node, e.g. {name: log-servers, data: 10.0.0.5}',
  }),
};

export function statementsOf(node: ResolvedNode): readonly string[] {
  const statements = node.extra.dhcpdStatements;
  return Array.isArray(statements) ? statements.filter((line): line is string => typeof line === 'string') : [];
}

export function keaOptionsOf(node: ResolvedNode): readonly object[] {
  const options = node.extra.keaOptions;
  return Array.isArray(options) ? options.filter((one): one is object => typeof one === 'object' && one !== null) : [];
}
