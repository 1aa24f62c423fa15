import { Type } from 'typebox';

export const iscDhcpOptions = Type.Object(
  {
    mode: Type.Literal('external', {
      default: 'external',
      description: 'external: the site runs dhcpd; Muster renders what it needs (muster dhcp render).',
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
  },
  { additionalProperties: false },
);
