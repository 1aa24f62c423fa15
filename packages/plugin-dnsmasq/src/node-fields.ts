import type { ResolvedNode } from '@muster/core';
import { Type } from 'typebox';

/** What nodes and profiles may say to dnsmasq besides. */
export const nodeFields = {
  dnsmasqOptions: Type.Array(Type.String(), {
    description:
      'Further DHCP options of this node, as values of dhcp-option in dnsmasq(8), e.g. option:ntp-server,10.0.0.5',
  }),
};

export function optionsOf(node: ResolvedNode): readonly string[] {
  const options = node.extra.dnsmasqOptions;
  return Array.isArray(options) ? options.filter((value): value is string => typeof value === 'string') : [];
}
