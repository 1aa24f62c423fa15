import { goSlice, goStruct, type StructType } from '@muster/gotemplate';
import type { NodeView } from './data-node.ts';

/** Facts of this server under the names of Warewulf's configuration. What is `true` or `false` there is a method. */
export const serverFields: StructType<NodeView>['fields'] = {
  Warewulf: ({ snapshot: { site } }) =>
    goStruct('*config.WarewulfConf', {
      Port: site.http.port,
      TlsPort: 0,
      UpdateInterval: 60,
      Secure: () => false,
      TLSEnabled: () => false,
      GrubBoot: () => site.boot.loader === 'grub',
      AutobuildOverlays: () => true,
      EnableHostOverlay: () => false,
    }),
  Dhcp: ({ snapshot: { site } }) => {
    const pools = Object.values(site.networks).flatMap(({ pool }) => (pool === undefined ? [] : [pool.split('-')]));
    const [start = '', end = ''] = pools[0] ?? [];
    return goStruct('*config.DHCPConf', { RangeStart: start.trim(), RangeEnd: end.trim(), Enabled: () => true });
  },
  Tftp: () => goStruct('*config.TFTPConf', { TftpRoot: '', Enabled: () => true }),
  Nfs: () =>
    goStruct('*config.NFSConf', { ExportsExtended: goSlice('config.NFSExportConf', []), Enabled: () => false }),
  Ssh: () => goStruct('*config.SSHConf', { KeyTypes: goSlice('string', ['ed25519', 'ecdsa']) }),
  Paths: ({ snapshot: { site } }) =>
    goStruct('*config.BuildConfig', {
      WWOverlaydir: site.paths.overlays,
      WWProvisiondir: site.paths.state,
      WWClientdir: '/warewulf',
    }),
};
