import type { ChangeQueue } from '../control/change-queue.ts';
import type { MusterError } from '../errors/index.ts';
import { editRegistry } from '../operations/edit-registry.ts';
import type { Services } from '../plugin/types.ts';
import { type Accepted, type Application, planAccept } from './plan-accept.ts';

/** Accepts machines without anybody at the keyboard. */
export interface AcceptQueue {
  /** The node's name once it is current, or why there is none. Rejects when the change cannot be made. */
  accept(application: Application): Promise<{ readonly node: string } | { readonly refused: MusterError }>;
}

/** Author of changes that policy `on` makes. */
const AUTHOR = 'discovery';

interface Waiting {
  readonly application: Application;
  readonly resolve: (result: Accepted) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Machines that ask while a change is made are accepted together by the next one: hundreds that are switched on at once
 * cost a few changes of the registry.
 */
export function createAcceptQueue(services: Pick<Services, 'registry' | 'keys'>, changes: ChangeQueue): AcceptQueue {
  let waiting: Waiting[] = [];

  const acceptAll = async (): Promise<void> => {
    let batch: readonly Waiting[] = [];
    let results: readonly Accepted[] = [];
    try {
      await changes.inTurn(
        async () => {
          batch = waiting;
          waiting = [];
          results = await acceptMachines(
            services,
            batch.map(({ application }) => application),
          );
        },
        { by: () => ({ author: AUTHOR, reason: reasonOf(results) }) },
      );
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  return {
    accept: (application) =>
      new Promise((resolve, reject) => {
        waiting.push({ application, resolve, reject });
        if (waiting.length === 1) void acceptAll();
      }),
  };
}

/** Writes all that can be accepted into the registry by one change, and makes the host keys of their nodes. */
export async function acceptMachines(
  services: Pick<Services, 'registry' | 'keys'>,
  applications: readonly Application[],
): Promise<readonly Accepted[]> {
  const { plan } = await editRegistry(services.registry, (view) => planAccept(view, applications));
  await services.keys.ensure(plan.edits.map(({ name }) => name));
  return plan.results;
}

function reasonOf(results: readonly Accepted[]): string {
  const accepted = results.flatMap((result) => ('node' in result ? [`${result.mac} as ${result.node}`] : []));
  const [first = 'nothing', ...others] = accepted;
  return `accepted ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}
