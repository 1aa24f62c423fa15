import type { Assignment } from '../lifecycle/types.ts';
import type { Reply } from './types.ts';

/** For the reply of a loader's route: whose boot it is, and why that machine cannot boot on although it is answered. */
export function aboutMachine(assignment: Assignment | undefined): Pick<Reply, 'node' | 'problem'> {
  if (assignment === undefined) return { problem: 'nobody knows this machine' };
  const sentences = assignment.spec.problems.map(({ sentence }) => sentence);
  return { node: assignment.node.name, ...(sentences.length === 0 ? {} : { problem: sentences.join('; ') }) };
}
