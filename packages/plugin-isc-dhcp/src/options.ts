import { type Static, Type } from 'typebox';

export const iscDhcpOptions = Type.Object(
  {
    mode: Type.Union([Type.Literal('external'), Type.Literal('internal')], {
      default: 'external',
      description:
        'external: the site runs dhcpd, Muster renders what it needs (muster dhcp render). internal: Muster runs dhcpd itself and keeps it current.',
    }),
    leaseTime: Type.Integer({
      default: 3600,
      minimum: 60,
      description: 'default-lease-time and max-lease-time, seconds.',
    }),
    authoritative: Type.Boolean({
      default: false,
      description: 'Whether the rendered configuration says authoritative.',
    }),
    omapiPort: Type.Integer({
      default: 7911,
      minimum: 1,
      maximum: 65535,
      description: 'internal: TCP port by which Muster tells dhcpd of changed hosts without a restart.',
    }),
  },
  { additionalProperties: false },
);

export type Settings = Static<typeof iscDhcpOptions>;
