import { Type } from 'typebox';
import type { DhcpOptionSetting } from './dhcp-options.ts';

/** Schema of `dhcpOptions`; what a name allows as its value is checked by `checkDhcpOptions`. */
export const dhcpOptionsSchema = (what: string) =>
  Type.Optional(
    Type.Record(
      Type.String(),
      Type.Unsafe<DhcpOptionSetting>({
        type: ['string', 'number', 'boolean', 'array', 'object', 'null'],
        description: 'an address, number, text, true or false, a list of them, hex:OCTETS, or { value, always: true }',
      }),
      {
        description: `${what}, by name as in dhcp-options(5) or by code, e.g. { ntp-servers: [10.0.0.5], 252: "hex:01" }; null takes one away`,
      },
    ),
  );
