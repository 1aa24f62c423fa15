import type { SiteConfig } from '../config/types.ts';
import type { Check, Listening } from '../plugin/types.ts';
import { clockCheck } from './clock-check.ts';
import { diskCheck } from './disk-check.ts';
import { firewallCheck } from './firewall-check.ts';
import { neighbourCheck } from './neighbour-check.ts';
import { networkCheck } from './network-check.ts';

/** What has to be right of the machine itself, whichever plugins there are; `listens`: the ports of all of them. */
export function coreChecks(site: SiteConfig, listens: () => readonly Listening[]): readonly Check[] {
  return [
    networkCheck(site.networks),
    firewallCheck(site.networks, listens),
    clockCheck(),
    neighbourCheck(site.networks),
    diskCheck(site.paths.state),
  ];
}
