/** Lines that come from one thing an administrator knows. */
export interface Part {
  /** As it is named in errors: `node "n01"`, `network "cluster"`. */
  readonly about: string;
  readonly lines: readonly string[];
}

/** Everything dnsmasq reads, by the file it stands in. Only a change of `conf` needs a restart. */
export interface DnsmasqConf {
  /** dnsmasq.conf. */
  readonly conf: readonly Part[];
  /** `dhcp-hostsfile`: each line a value of `dhcp-host`. */
  readonly hosts: readonly Part[];
  /** `dhcp-optsfile`: each line a value of `dhcp-option`. */
  readonly options: readonly Part[];
  /** `addn-hosts`, in the form of hosts(5). */
  readonly names: readonly Part[];
}
