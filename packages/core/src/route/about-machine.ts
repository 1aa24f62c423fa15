import type { Assignment } from '../lifecycle/types.ts';
import type { Refusal } from '../session/types.ts';
import type { Reply } from './types.ts';

/** For the reply of a loader's route: whose boot it is, and why that machine cannot boot on although it is answered. */
export function aboutMachine(
  assignment: Assignment | undefined,
): Pick<Reply, 'node' | 'problem' | 'code' | 'stranger'> {
  if (assignment === undefined) return { problem: 'nobody knows this machine' };
  const whose = whoseBoot(assignment);
  if (assignment.moves === true) return whose;
  if (assignment.refused !== undefined) return { ...whose, ...refusedBy(assignment.refused) };
  const sentences = assignment.spec.problems.map(({ sentence }) => sentence);
  return { ...whose, ...(sentences.length === 0 ? {} : { problem: sentences.join('; ') }) };
}

/** Whose boot a reply is about, and whether it was the node itself that asked. */
export function whoseBoot({ node, stranger }: Pick<Assignment, 'node' | 'stranger'>): Pick<Reply, 'node' | 'stranger'> {
  return { node: node.name, ...(stranger === undefined ? {} : { stranger }) };
}

/** A refusal as the log and the timeline have it; the machine is not told. */
export function refusedBy({ code, sentence, remedy }: Refusal): Pick<Reply, 'problem' | 'code'> {
  return { code, problem: `${code}: ${sentence} (${remedy})` };
}
