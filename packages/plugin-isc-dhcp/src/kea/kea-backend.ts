import path from 'node:path';
import { Daemon, refusedName, SystemdUnit } from '@muster/core';
import type { BackendParts } from '../internal/dhcpd-backend.ts';
import type { Backend } from '../internal/managed-server.ts';
import { stateFiles } from '../internal/places.ts';
import { checkKeaFile, KEA } from './check.ts';
import { keaCommand } from './control-channel.ts';
import { keaConf } from './kea-conf.ts';
import { KeaLines } from './kea-lines.ts';
import { logWord } from './log-word.ts';

/** The level at which Kea says which classes a packet is in (DHCP4_CLASS_ASSIGNED). */
const DEBUG_LEVEL = 40;
/** How often Kea tidies its lease file, seconds. */
const LEASE_FILE_CLEANUP = 3600;

/** kea-dhcp4: Debian has no host commands for it, so it reads its file again (config-reload). */
export async function keaBackend({ rendering, site, settings, places, log }: BackendParts): Promise<Backend<string>> {
  const { conf: file, leases, socket } = places;
  const folder = path.dirname(file);
  const ownFile = stateFiles(site.paths.state);
  const lines = new KeaLines(await logWord(ownFile('log-word')));
  const outputs = [{ output: 'stdout', pattern: lines.pattern }];
  const internal = {
    'control-socket': { 'socket-type': 'unix', 'socket-name': socket },
    'lease-database': { type: 'memfile', persist: true, name: leases, 'lfc-interval': LEASE_FILE_CLEANUP },
    loggers: [
      { name: 'kea-dhcp4', severity: 'INFO', output_options: outputs },
      { name: 'kea-dhcp4.dhcp4', severity: 'DEBUG', debuglevel: DEBUG_LEVEL, output_options: outputs },
    ],
  };
  const program = { name: KEA.name, ready: /DHCP4_STARTED/, levelOf: (line: string) => lines.levelOf(line) };
  const plain = lines.logTo(log);
  return {
    program,
    runs: (onLine) =>
      settings.run === 'unit'
        ? new SystemdUnit({ ...program, unit: 'kea-dhcp4-server', onLine }, plain)
        : new Daemon(
            {
              ...KEA,
              ...program,
              args: ['-c', file],
              env: { KEA_PIDFILE_DIR: folder, KEA_LOCKFILE_DIR: folder },
              record: ownFile('child.json'),
              onLine,
            },
            plain,
          ),
    places,
    render: (snapshot) => keaConf(rendering, snapshot, { ...settings, internal }),
    textOf: (conf) => conf,
    check: (candidate, conf) => checkKeaFile(candidate, conf, refusedName(file)),
    update: async () => {
      await keaCommand(socket, 'config-reload');
      log.info({}, 'Kea has read its changed configuration');
      return true;
    },
    eventIn: (line) => lines.eventIn(line),
  };
}
