/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notReached: 3, interrupted: 130 } as const;

/** What they mean, for help, reference and man pages. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  {
    code: EXIT.ok,
    meaning: 'Done; with --dry-run: what would be done was shown. Commands that run until Ctrl-C end so too',
  },
  {
    code: EXIT.failed,
    meaning: 'The command failed, was declined, or a check found an error; why is on standard error',
  },
  {
    code: EXIT.usage,
    meaning: 'The command line is wrong: a command, option or value that can never be meant; nothing was done',
  },
  { code: EXIT.notReached, meaning: 'The time of --timeout was over before what --wait waits for was reached' },
  { code: EXIT.interrupted, meaning: 'Interrupted by Ctrl-C (128 and the number of SIGINT) before it was done' },
];
