import { type Static, Type } from 'typebox';

export const iscDhcpOptions = Type.Object(
  {
    mode: Type.Union([Type.Literal('external'), Type.Literal('internal')], {
      default: 'external',
      description:
        'external: the site runs the program, Muster renders what it needs (muster dhcp render). internal: Muster runs it and keeps it current.',
    }),
    program: Type.Union([Type.Literal('dhcpd'), Type.Literal('kea')], {
      default: 'dhcpd',
      description: 'dhcpd: ISC dhcpd. kea: kea-dhcp4.',
    }),
    run: Type.Union([Type.Literal('child'), Type.Literal('unit')], {
      default: 'child',
      description:
        "internal: child: Muster runs the program itself. unit: systemd does, as the distribution's isc-dhcp-server or kea-dhcp4-server.",
    }),
    leaseTime: Type.Integer({
      default: 3600,
      minimum: 60,
      description: 'Lease time, seconds.',
    }),
    authoritative: Type.Boolean({
      default: false,
      description: 'Whether the rendered configuration says authoritative.',
    }),
    omapiPort: Type.Integer({
      default: 7911,
      minimum: 1,
      maximum: 65535,
      description: 'internal, dhcpd: TCP port by which Muster tells dhcpd of changed hosts without a restart.',
    }),
  },
  { additionalProperties: false },
);

export type Settings = Static<typeof iscDhcpOptions>;
