import { MusterError } from '@muster/core/client';

/** Wording of what keeps fake machines from starting at all. */
export const testkitErrors = {
  relayAddress: (address: string, port: number, network: string | undefined, cause: unknown): MusterError =>
    new MusterError({
      code: 'SIM_RELAY_ADDRESS',
      sentence: `the fake machines cannot talk from ${address}, UDP port ${port}`,
      remedy:
        "run as root, in a network namespace whose loopback owns the machines' addresses: " +
        `ip route add local ${network ?? 'NETWORK'} dev lo; or name a free address of this machine: --relay ADDRESS`,
      cause,
    }),
  noMachines: (why: string): MusterError =>
    new MusterError({
      code: 'SIM_NO_MACHINES',
      sentence: `there is no machine to boot: ${why}`,
      remedy:
        'add nodes with a network device (muster node add NAME --hwaddr MAC), or invent some: --invent "sim[001-100]"',
    }),
  serverUnknown: (address: string | undefined, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'SIM_SERVER_UNKNOWN',
      sentence:
        address === undefined ? 'no network is configured' : `no network of the site has the server at ${address}`,
      remedy:
        known.length === 0 ? 'add a network to the configuration' : `use --server with one of ${known.join(', ')}`,
    }),
  optionInvalid: (option: string, text: string, allowed: string): MusterError =>
    new MusterError({
      code: 'SIM_OPTION_INVALID',
      usage: true,
      sentence: `${option} is ${JSON.stringify(text)}, must be ${allowed}`,
      remedy: 'correct the value',
    }),
  unknownClass: (id: string, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'SIM_CLASS_UNKNOWN',
      usage: true,
      sentence: `"${id}" is no client class`,
      remedy: `use one of ${known.join(', ')}`,
    }),
};
