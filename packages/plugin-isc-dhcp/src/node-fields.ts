import type { ResolvedNode } from '@muster/core';
import { Type } from 'typebox';

/** What nodes and profiles may say to dhcpd besides. */
export const nodeFields = {
  dhcpdStatements: Type.Array(Type.String(), {
    description:
      'Further statements of dhcpd.conf(5) in the declarations of this node, e.g. option log-servers 10.0.0.5;',
  }),
};

export function statementsOf(node: ResolvedNode): readonly string[] {
  const statements = node.extra.dhcpdStatements;
  return Array.isArray(statements) ? statements.filter((line): line is string => typeof line === 'string') : [];
}
