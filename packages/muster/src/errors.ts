import { messageOf, MusterError } from '@muster/core/client';

/** Wording of what only a command line can get wrong. */
export const cliErrors = {
  cannotAsk: (question: string): MusterError =>
    new MusterError({
      code: 'CLI_CONFIRMATION_NEEDED',
      sentence: `"${question}" needs an answer, and there is no terminal to ask on`,
      remedy: 'say --yes when it is meant',
    }),
  declined: (): MusterError =>
    new MusterError({ code: 'CLI_DECLINED', sentence: 'nothing was changed', remedy: 'answer y, or say --yes' }),
  unreadable: (file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'CLI_FILE_UNREADABLE',
      sentence: `cannot be read: ${messageOf(cause)}`,
      remedy: 'name a file that exists and that this user may read',
      where: { file },
      cause,
    }),
  nothingToChange: (command: string): MusterError =>
    new MusterError({
      code: 'CLI_NOTHING_TO_CHANGE',
      usage: true,
      sentence: 'no option says what to change',
      remedy: `see "muster ${command} --help"`,
    }),
  wrongValue: (option: string, value: string, allowed: string): MusterError =>
    new MusterError({
      code: 'CLI_VALUE_INVALID',
      usage: true,
      sentence: `${option} is ${JSON.stringify(value)}, must be ${allowed}`,
      remedy: 'correct the value',
    }),
  noServer: (command: string): MusterError =>
    new MusterError({
      code: 'CLI_SERVER_NEEDED',
      sentence: `"muster ${command}" shows what happens now, and no server runs here`,
      remedy: 'start it: muster serve; what is known from before: muster node status, muster node timeline, muster log',
    }),
  acceptWhich: (): MusterError =>
    new MusterError({
      code: 'CLI_MACHINE_WANTED',
      usage: true,
      sentence: 'it is not clear which machine is meant',
      remedy: 'name one by its MAC address, if need be with --as NODE, or say --all',
    }),
  noBoot: (machine: string, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'CLI_BOOT_UNKNOWN',
      sentence: known.length === 0 ? `${machine} was not seen booting yet` : `${machine} has no such boot`,
      remedy: known.length === 0 ? 'muster watch shows it when it does' : `known are: ${known.join(', ')}`,
    }),
  duration: (option: string, value: string): MusterError =>
    new MusterError({
      code: 'CLI_DURATION_INVALID',
      usage: true,
      sentence: `${option} ${value} is no time`,
      remedy: 'write a number with its unit: 30s, 5m, 1h',
    }),
};
