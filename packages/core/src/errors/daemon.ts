import { MusterError, messageOf } from './muster-error.ts';

/** Wording of what can go wrong with programs that Muster runs beside itself. */
export const daemonErrors = {
  notInstalled: (name: string, command: string, packageName: string | undefined): MusterError =>
    new MusterError({
      code: 'DAEMON_NOT_INSTALLED',
      sentence: `${name} cannot be run: there is no program "${command}" on this machine`,
      remedy: packageName === undefined ? `install ${name}, or correct its path` : `apt-get install ${packageName}`,
    }),
  refused: (name: string, about: string | undefined, said: string, file: string, line: number | undefined) =>
    new MusterError({
      code: 'DAEMON_REFUSED',
      sentence: `${name} refuses its new configuration${about === undefined ? '' : ` because of ${about}`}: ${said}`,
      remedy: `correct ${about ?? 'what the line was made from'}; a ${name} that runs goes on with what it had`,
      where: { file, line },
    }),
  unwritable: (name: string, file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'DAEMON_FILE_UNWRITABLE',
      sentence: `the configuration of ${name} cannot be written: ${messageOf(cause)}`,
      remedy: 'make the folder writable for the user Muster runs as, with space left on the device',
      where: { file },
      cause,
    }),
  diedAtStart: (name: string, how: string, said: readonly string[]): MusterError =>
    new MusterError({
      code: 'DAEMON_DIED_AT_START',
      sentence: `${name} ended before it served anybody (${how})${said.length === 0 ? '' : `: ${said.join('; ')}`}`,
      remedy: `see what it said: a port that is taken, a missing interface, or files it may not read are the usual causes`,
    }),
  notReady: (name: string, seconds: number, said: readonly string[]): MusterError =>
    new MusterError({
      code: 'DAEMON_NOT_READY',
      sentence: `${name} did not say within ${seconds} s that it serves${said.length === 0 ? '' : `; its last words: ${said.join('; ')}`}`,
      remedy: 'see its log; it was stopped again',
    }),
  unitFailed: (name: string, unit: string, verb: string, said: string): MusterError =>
    new MusterError({
      code: 'DAEMON_UNIT_FAILED',
      sentence: `systemd did not ${verb} ${name} (${unit}.service)${said === '' ? '' : `: ${said}`}`,
      remedy: `see "systemctl status ${unit}" and "journalctl -u ${unit}"; Muster has to run as root for it`,
    }),
  stopped: (name: string): MusterError =>
    new MusterError({
      code: 'DAEMON_STOPPED',
      sentence: `${name} was stopped while it started`,
      remedy: 'nothing, when Muster was being stopped; else start Muster again',
    }),
};
