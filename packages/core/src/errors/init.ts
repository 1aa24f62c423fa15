import { MusterError, messageOf } from './muster-error.ts';

/** Wording of what keeps "muster init" from writing a first configuration. */
export const initErrors = {
  unknownInterface: (name: string, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'INIT_INTERFACE_UNKNOWN',
      sentence: `no interface "${name}" with an IPv4 address; there are: ${known.join(', ') || 'none'}`,
      remedy: 'correct the name, or give the interface an address first (ip address add …)',
    }),
  noInterface: (known: readonly string[]): MusterError =>
    new MusterError({
      code: 'INIT_INTERFACE_MISSING',
      sentence: `no interface has an IPv4 address but not the default route; there are: ${known.join(', ') || 'none'}`,
      remedy: 'give the interface of the nodes an address, or name the one to use with --interface NAME',
    }),
  severalInterfaces: (names: readonly string[]): MusterError =>
    new MusterError({
      code: 'INIT_INTERFACE_AMBIGUOUS',
      sentence: `several interfaces could be the one of the nodes: ${names.join(', ')}`,
      remedy: 'name the one to use with --interface NAME',
    }),
  configExists: (file: string): MusterError =>
    new MusterError({
      code: 'INIT_CONFIG_EXISTS',
      sentence: 'there is a configuration already; it was left as it is',
      remedy: 'edit it, or move it away first',
      where: { file },
    }),
  unwritable: (file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'INIT_UNWRITABLE',
      sentence: `the file cannot be written: ${messageOf(cause)}`,
      remedy: 'run the command in a folder this user may write',
      where: { file },
      cause,
    }),
};
