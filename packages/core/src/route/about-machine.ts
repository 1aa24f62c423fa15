import type { Assignment } from '../lifecycle/types.ts';
import type { Refusal } from '../session/types.ts';
import type { Reply } from './types.ts';

/** For the reply of a loader's route: whose boot it is, and why that machine cannot boot on although it is answered. */
export function aboutMachine(assignment: Assignment | undefined): Pick<Reply, 'node' | 'problem' | 'code'> {
  if (assignment === undefined) return { problem: 'nobody knows this machine' };
  if (assignment.refused !== undefined) return { node: assignment.node.name, ...refusedBy(assignment.refused) };
  const sentences = assignment.spec.problems.map(({ sentence }) => sentence);
  return { node: assignment.node.name, ...(sentences.length === 0 ? {} : { problem: sentences.join('; ') }) };
}

/** A refusal as the log and the timeline have it; the machine is not told. */
export function refusedBy({ code, sentence, remedy }: Refusal): Pick<Reply, 'problem' | 'code'> {
  return { code, problem: `${code}: ${sentence} (${remedy})` };
}
