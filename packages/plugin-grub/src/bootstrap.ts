import { shown } from './words.ts';

/** Set by the first line of every machine's own configuration: that it was read is told by nothing else in GRUB. */
export const ANSWERED = 'muster_answered';

/**
 * The first grub.cfg, the same for every machine: it finds the node's own by the MAC GRUB booted over and keeps asking
 * while the server is away. `source` keeps what the node's own sets, `configfile` would not. Debian 12's signed GRUB has no
 * http module and none can be loaded under Secure Boot; then all of it comes over TFTP. Whether the
 * module is there cannot be asked: `insmod` succeeds either way (GRUB 2.06, kern/corecmd.c).
 */
export function bootstrapConfig(baseUrl: string, nextServer: string, retrySeconds: number): string {
  const { host, pathname } = new URL(baseUrl);
  return `# Muster: finds the configuration of this machine
set pager=0
while true; do
  set ${ANSWERED}=
  set muster_base=(http,${host})${pathname.replace(/\/$/, '')}
  source "$muster_base/grub/$net_default_mac$muster_query"
  if [ -z "$${ANSWERED}" ]; then
    set muster_base=(tftp,${nextServer})
    source "$muster_base/grub/$net_default_mac$muster_query"
  fi
  echo ${shown(`Muster: no boot from ${baseUrl} yet, asking again in ${retrySeconds} s`)}
  sleep ${retrySeconds}
done
`;
}
