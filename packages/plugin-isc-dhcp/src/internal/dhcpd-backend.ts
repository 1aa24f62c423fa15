import { type Logger, refusedName, type SiteConfig } from '@muster/core';
import { checkFile, DHCPD } from '../check.ts';
import { confText, madeFrom } from '../conf-text.ts';
import { type DhcpdConf, dhcpdConf, type Rendering } from '../dhcpd-conf.ts';
import { OmapiClient } from '../omapi/client.ts';
import { createHost, removeHost } from '../omapi/hosts.ts';
import { newKey, type OmapiKey, omapiStatements } from '../omapi/key.ts';
import type { Settings } from '../options.ts';
import { eventIn, levelOfDhcpd } from './dhcpd-lines.ts';
import { interfacesOf, stateFiles } from './files.ts';
import { type HostChanges, hostChanges } from './host-changes.ts';
import { prepareLeaseFile } from './lease-file.ts';
import type { Backend } from './managed-server.ts';

export interface BackendParts {
  readonly rendering: Rendering;
  readonly site: SiteConfig;
  readonly settings: Settings;
  readonly log: Logger;
}

const FIRST_LINE = '# Made by Muster, which runs dhcpd with it; changes here are lost.';

/** ISC dhcpd: hosts over OMAPI, anything else by a restart. */
export function dhcpdBackend({ rendering, site, settings, log }: BackendParts): Backend<DhcpdConf> {
  const at = stateFiles(site.paths.state);
  const [file, leases] = [at('dhcpd.conf'), at('dhcpd.leases')];
  const key = newKey();
  const internal = omapiStatements(key, settings.omapiPort);
  return {
    program: {
      ...DHCPD,
      args: ['-4', '-f', '-d', '-cf', file, '-lf', leases, '-pf', at('dhcpd.pid'), ...interfacesOf(site)],
      ready: /^Server starting service/,
      levelOf: levelOfDhcpd,
      record: at('child.json'),
      prepare: () => prepareLeaseFile(leases),
    },
    file,
    log,
    render: (snapshot) => dhcpdConf(rendering, snapshot, { ...settings, internal }),
    textOf: (conf) => confText(conf, FIRST_LINE),
    check: (candidate, conf) =>
      checkFile(candidate, { shown: refusedName(file), madeFrom: (line) => madeFrom(conf, line) }),
    update: async (before, after) => {
      const changes = before === undefined ? undefined : hostChanges(before, after);
      if (changes === undefined) return false;
      await feed(changes, settings.omapiPort, key);
      log.info({ removed: changes.removed.length, declared: changes.declared.length }, 'told dhcpd of changed hosts');
      return true;
    },
    eventIn,
  };
}

async function feed({ removed, declared }: HostChanges, port: number, key: OmapiKey): Promise<void> {
  const client = await OmapiClient.open(port, key);
  try {
    for (const name of removed) await removeHost(client, name);
    for (const { id, ...host } of declared) await createHost(client, { ...host, name: id });
  } finally {
    client.close();
  }
}
