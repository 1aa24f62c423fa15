import { shown } from './words.ts';

/**
 * The first grub.cfg, the same for every machine: it finds the node's own by the MAC GRUB booted over and keeps asking
 * while the server is away. `source` keeps what the node's own sets, `configfile` would not. Debian 12's signed GRUB has no
 * http module and none can be loaded under Secure Boot; then all of it comes over TFTP, which takes its time.
 */
export function bootstrapConfig(baseUrl: string, nextServer: string, retrySeconds: number): string {
  const http = `(http,${new URL(baseUrl).host})${new URL(baseUrl).pathname.replace(/\/$/, '')}`;
  return `# Muster: finds the configuration of this machine
set pager=0
if insmod http; then
  set muster_base=${http}
else
  set muster_base=(tftp,${nextServer})
fi
while true; do
  source "$muster_base/grub/$net_default_mac$muster_query"
  echo ${shown(`Muster: no boot from ${baseUrl} yet, asking again in ${retrySeconds} s`)}
  sleep ${retrySeconds}
done
`;
}
