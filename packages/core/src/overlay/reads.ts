/** Fields that are the same for all nodes, or are facts: see `noteRead`. */
const COMMON: ReadonlySet<string> = new Set([
  'AllNodes',
  'BuildHost',
  'BuildSource',
  'BuildTime',
  'BuildTimeUnix',
  'Dhcp',
  'Muster.Snapshot',
  'Muster.SnapshotId',
  'Nfs',
  'Overlay',
  'Paths',
  'Ssh',
  'Tftp',
  'Warewulf',
]);

/** Plain values that many nodes have in common. */
const COMPARED: ReadonlySet<string> = new Set([
  'ClusterName',
  'Container',
  'ContainerName',
  'ImageName',
  'Init',
  'IpCIDR',
  'Ipaddr',
  'Ipxe',
  'Muster.Network',
  'Muster.Url',
  'Netmask',
  'Network',
  'NetworkCIDR',
  'Root',
]);

/** What a template read of its data, as far as other nodes could share what it made. Paths as gotemplate's onRead gives them. */
export class Reads {
  readonly compared = new Set<string>();
  #own = false;

  /** Whether something was read that only this node has, or that is no plain value. */
  get own(): boolean {
    return this.#own;
  }

  note(path: string): void {
    if (this.#own || COMMON.has(path)) return;
    if (COMPARED.has(path)) this.compared.add(path);
    else this.#own = !COMMON.has(path.split(/[.[]/, 1)[0] ?? '');
  }
}
