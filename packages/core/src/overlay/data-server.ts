import { goSlice, goStruct } from '@muster/gotemplate';
import type { SiteConfig } from '../config/types.ts';

/** Facts of this server under the names of Warewulf's configuration, `true`/`false` as its methods. */
export function serverFields(site: SiteConfig): Readonly<Record<string, unknown>> {
  const pools = Object.values(site.networks).map((network) => network.pool?.split('-') ?? []);
  const [start = '', end = ''] = pools[0] ?? [];
  return {
    Warewulf: goStruct('*config.WarewulfConf', {
      Port: site.http.port,
      TlsPort: 0,
      UpdateInterval: 60,
      Secure: () => false,
      TLSEnabled: () => false,
      GrubBoot: () => site.boot.loader === 'grub',
      AutobuildOverlays: () => true,
      EnableHostOverlay: () => false,
    }),
    Dhcp: goStruct('*config.DHCPConf', { RangeStart: start.trim(), RangeEnd: end.trim(), Enabled: () => true }),
    Tftp: goStruct('*config.TFTPConf', { TftpRoot: '', Enabled: () => true }),
    Nfs: goStruct('*config.NFSConf', { ExportsExtended: goSlice('config.NFSExportConf', []), Enabled: () => false }),
    Ssh: goStruct('*config.SSHConf', { KeyTypes: goSlice('string', ['ed25519', 'ecdsa']) }),
    Paths: goStruct('*config.BuildConfig', {
      WWOverlaydir: site.paths.overlays,
      WWProvisiondir: site.paths.state,
      WWClientdir: '/warewulf',
    }),
  };
}
