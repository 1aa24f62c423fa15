import { MusterError } from '@muster/core';

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
  nothingToChange: (command: string): MusterError =>
    new MusterError({
      code: 'CLI_NOTHING_TO_CHANGE',
      sentence: 'no option says what to change',
      remedy: `see "muster ${command} --help"`,
    }),
  wrongValue: (option: string, value: string, allowed: string): MusterError =>
    new MusterError({
      code: 'CLI_VALUE_INVALID',
      sentence: `${option} is ${JSON.stringify(value)}, must be ${allowed}`,
      remedy: 'correct the value',
    }),
};
