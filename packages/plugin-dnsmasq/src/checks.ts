import { type Check, dhcpServersCheck, findProgram, isMusterError, type SiteConfig } from '@muster/core';
import { PACKAGE } from './check.ts';
import type { DnsmasqOptions } from './options.ts';
import { assertReachable } from './run/reachable.ts';

/** Before anything starts: is there a dnsmasq, may it enter its folder, and is there anything for it to do? */
export function dnsmasqChecks(
  { program, dhcp, tftp, dns, user }: DnsmasqOptions,
  folder: string,
  networks: SiteConfig['networks'],
): readonly Check[] {
  return [
    ...(dhcp === 'off' ? [] : [dhcpServersCheck(networks, dhcp)]),
    {
      name: 'dnsmasq-folder',
      run: async () => {
        try {
          await assertReachable(folder, user);
          return [];
        } catch (error) {
          if (!isMusterError(error)) throw error;
          return [{ level: 'error', sentence: error.sentence, remedy: error.remedy }];
        }
      },
    },
    {
      name: 'dnsmasq-program',
      run: async () => {
        const found = await findProgram(program);
        if (found !== undefined) return [{ level: 'ok', sentence: `dnsmasq is ${found}` }];
        const sentence = `there is no program "${program}" on this machine`;
        return [{ level: 'error', sentence, remedy: `apt-get install ${PACKAGE}` }];
      },
    },
    {
      name: 'dnsmasq-work',
      run: () => {
        const idle = dhcp === 'off' && !tftp && !dns;
        const sentence = 'the plugin dnsmasq has nothing to do: dhcp is off, tftp and dns are false';
        return Promise.resolve(idle ? [{ level: 'note', sentence, remedy: 'take it out of "plugins"' }] : []);
      },
    },
  ];
}
