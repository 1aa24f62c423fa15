import type { RegistryProblem } from '../registry/problem.ts';
import { formatWhere, MusterError, messageOf } from './muster-error.ts';

const SHOWN_PROBLEMS = 5;

/** Everything wrong with the registry's files, found in one go. Its message shows the first few. */
export class RegistryInvalidError extends MusterError {
  readonly problems: readonly RegistryProblem[];

  constructor(problems: readonly RegistryProblem[]) {
    const first = problems[0];
    const more = problems.slice(1, SHOWN_PROBLEMS).map((problem) => `\n  ${problemText(problem)}`);
    const left = problems.length - SHOWN_PROBLEMS;
    super({
      code: 'REGISTRY_INVALID',
      sentence: `${first?.sentence ?? 'the registry is not valid'}${more.join('')}${left > 0 ? `\n  and ${left} more` : ''}`,
      remedy: first?.remedy ?? 'correct the registry',
      ...(first === undefined ? {} : { where: first.where }),
    });
    this.problems = problems;
  }
}

/** `file:line:column: path: sentence (remedy)`, on one line. */
export function problemText(problem: RegistryProblem): string {
  return `${formatWhere(problem.where)}${problem.sentence} (${problem.remedy})`;
}

/** Wording of everything that can go wrong with nodes and profiles. */
export const registryErrors = {
  invalid: (problems: readonly RegistryProblem[]): RegistryInvalidError => new RegistryInvalidError(problems),
  unreadable: (path: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'REGISTRY_UNREADABLE',
      sentence: `the registry cannot be read: ${messageOf(cause)}`,
      remedy:
        'make the folder and its *.yaml files readable for this user, or correct paths.registry in the configuration',
      where: { file: path },
      cause,
    }),
  conflict: (expected: string, found: string): MusterError =>
    new MusterError({
      code: 'REGISTRY_CONFLICT',
      sentence: `the registry has changed since it was read (expected ${expected.slice(0, 12)}, found ${found.slice(0, 12)}); nothing was written`,
      remedy: 'read it again, look at the change, and repeat the edit',
    }),
  locked: (file: string, owner: string): MusterError =>
    new MusterError({
      code: 'REGISTRY_LOCKED',
      sentence: `the registry is being changed by ${owner}`,
      remedy: 'wait for it to end and repeat the command; the lock is taken over by itself when its owner is gone',
      where: { file },
    }),
  unknownEntry: (kind: 'node' | 'profile', name: string, near: string | undefined): MusterError =>
    new MusterError({
      code: 'REGISTRY_UNKNOWN_ENTRY',
      sentence: `there is no ${kind} "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      remedy: `list what there is with "muster ${kind} list"`,
    }),
  unknownNodes: (names: readonly string[], near: string | undefined): MusterError =>
    new MusterError({
      code: 'REGISTRY_UNKNOWN_ENTRY',
      sentence: `${names.length === 1 ? 'this node is' : `${names.length} nodes are`} not in the registry: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}${near === undefined ? '' : `; did you mean "${near}"?`}`,
      remedy: 'correct the node set; "muster node list" shows the nodes there are',
    }),
  editFailed: (file: string, name: string): MusterError =>
    new MusterError({
      code: 'REGISTRY_EDIT_FAILED',
      sentence: `the change of "${name}" cannot be made in this file without changing something else; nothing was written`,
      remedy: 'make the change with an editor, or write the entry as an indented block without anchors',
      where: { file },
    }),
  writeFailed: (file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'REGISTRY_WRITE_FAILED',
      sentence: `the change could not be written: ${messageOf(cause)}`,
      remedy:
        'make room on the disk and the folder writable for this user; what had been begun is finished by the next command',
      where: { file },
      cause,
    }),
  replayConflict: (file: string, journal: string): MusterError =>
    new MusterError({
      code: 'REGISTRY_REPLAY_CONFLICT',
      sentence: 'a change was cut short by a crash, and this file was edited since, so the change cannot be finished',
      remedy: `the texts that were to be written stand in ${journal}: put what is missing into the files, then remove it`,
      where: { file },
    }),
  nodeSet: (text: string, column: number, sentence: string, remedy: string): MusterError =>
    new MusterError({
      code: 'REGISTRY_NODE_SET_INVALID',
      usage: true,
      sentence: `node set "${text.length > 80 ? `${text.slice(0, 79)}…` : text}", column ${column}: ${sentence}`,
      remedy,
    }),
  macList: (problems: readonly RegistryProblem[]): RegistryInvalidError => new MacListError(problems),
};

/** Everything wrong with a list of MAC addresses. */
class MacListError extends RegistryInvalidError {
  override readonly code = 'REGISTRY_MAC_LIST_INVALID';
}
