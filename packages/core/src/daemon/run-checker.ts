import { daemonErrors } from '../errors/daemon.ts';
import { findProgram } from './find-program.ts';
import type { Complaint } from './types.ts';

/** A program's own check of a configuration file. */
export interface Checker {
  /** What the program is called in errors. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly packageName?: string;
  /** The file that is checked, for the error. */
  readonly file: string;
  /** Reads what it said; the first complaint is the one the error tells. */
  readonly complaints: (output: string) => readonly Complaint[];
}

/** Runs it to its end. Throws DAEMON_NOT_INSTALLED, or DAEMON_REFUSED with the first complaint and what it is about. */
export async function runChecker(checker: Checker): Promise<void> {
  const { name, command, packageName, file } = checker;
  const program = await findProgram(command);
  if (program === undefined) throw daemonErrors.notInstalled(name, command, packageName);
  const { execa } = await import('execa');
  const { all, failed, shortMessage } = await execa(program, checker.args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    env: { LC_ALL: 'C.UTF-8' },
  });
  if (!failed) return;
  const [first] = checker.complaints(all);
  const said = first?.said ?? (all.trim() === '' ? (shortMessage ?? 'no word') : all.trim());
  throw daemonErrors.refused(name, first?.about, said, file, first?.line);
}
