import { Daemon, type Logger, refusedName, type SiteConfig, SystemdUnit } from '@muster/core';
import { checkFile, DHCPD } from '../check.ts';
import { confText, madeFrom } from '../conf-text.ts';
import { type DhcpdConf, dhcpdConf, type Rendering } from '../dhcpd-conf.ts';
import { OmapiClient } from '../omapi/client.ts';
import { createHost, removeHost } from '../omapi/hosts.ts';
import { newKey, type OmapiKey, omapiStatements } from '../omapi/key.ts';
import type { Settings } from '../options.ts';
import { eventIn, levelOfDhcpd } from './dhcpd-lines.ts';
import { type HostChanges, hostChanges } from './host-changes.ts';
import { prepareLeaseFile } from './lease-file.ts';
import type { Backend } from './managed-server.ts';
import { interfacesOf, type Places, stateFiles } from './places.ts';
import { setInterfaces } from './unit-files.ts';

export interface BackendParts {
  readonly rendering: Rendering;
  readonly site: SiteConfig;
  readonly settings: Settings;
  readonly places: Places;
  readonly log: Logger;
}

/** The last thing it says before it serves, in the foreground and as a daemon. */
const READY = /^Server starting service/;
const FIRST_LINE = '# Made by Muster, which runs dhcpd with it; changes here are lost.';

/** ISC dhcpd: hosts over OMAPI, anything else by a restart. */
export function dhcpdBackend({ rendering, site, settings, places, log }: BackendParts): Backend<DhcpdConf> {
  const { conf: file, leases } = places;
  const key = newKey();
  const internal = omapiStatements(key, settings.omapiPort);
  const interfaces = interfacesOf(site);
  const prepare = (): Promise<void> => prepareLeaseFile(leases);
  const program = { name: DHCPD.name, ready: READY, levelOf: levelOfDhcpd, prepare };
  return {
    program,
    runs: (onLine) =>
      settings.run === 'unit'
        ? new SystemdUnit({ ...program, unit: 'isc-dhcp-server', onLine }, log)
        : new Daemon(
            {
              ...DHCPD,
              ...program,
              args: ['-4', '-f', '-d', '-cf', file, '-lf', leases, '--no-pid', ...interfaces],
              record: stateFiles(site.paths.state)('child.json'),
              onLine,
            },
            log,
          ),
    places,
    ...(settings.run === 'unit' ? { install: () => setInterfaces(interfaces) } : {}),
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
