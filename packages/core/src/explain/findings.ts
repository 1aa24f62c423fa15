import type { ClientClass } from '@muster/wire';
import { parseMemory, singleStageLimits } from '../lifecycle/boot-limits.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Assignment } from '../lifecycle/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { ExplainedFinding, ExplainedOffer, ExplainedScript } from './schema.ts';

/** What findings are drawn from. */
export interface BootFacts {
  readonly node: ResolvedNode;
  readonly snapshot: Snapshot;
  readonly clientClass: ClientClass;
  readonly assignment: Assignment | undefined;
  readonly offers: readonly ExplainedOffer[];
  readonly script: ExplainedScript | undefined;
}

/** What will fail, or may, before the machine is switched on. */
export function findingsOf(facts: BootFacts): ExplainedFinding[] {
  const { node, snapshot, clientClass, assignment } = facts;
  if (assignment === undefined) return [unrecognised(node.name)];
  const problems = assignment.spec.problems.map((problem) => ({ level: 'error' as const, ...problem }));
  const limits =
    assignment.spec.stages === 'two'
      ? []
      : singleStageLimits({
          image: snapshot.images.get(node.image ?? ''),
          memory: parseMemory(node.hardware.memory),
          firmware: clientClass.firmware,
        });
  return [...problems, ...missingSteps(facts), ...limits];
}

function unrecognised(node: string): ExplainedFinding {
  return {
    level: 'error',
    code: 'NODE_UNRECOGNISABLE',
    sentence: `node ${node} has no MAC address, UUID or asset tag: no machine can be recognised as it`,
    remedy: `muster node set ${node} --hwaddr MAC`,
  };
}

function missingSteps({ node, clientClass, offers, script, assignment }: BootFacts): ExplainedFinding[] {
  const loader = assignment?.spec.loader;
  const findings: ExplainedFinding[] = [];
  if (offers[0]?.bootFile === undefined) {
    findings.push({
      level: 'error',
      code: 'BOOT_FILE_MISSING',
      sentence: `loader ${loader ?? '(none)'} has no boot file for client class ${clientClass.id}`,
      remedy: `install or fetch the loader's files for it (muster ${loader ?? 'ipxe'} fetch), or choose another loader for ${node.name}`,
    });
  }
  if (script === undefined && loader !== undefined) {
    findings.push({
      level: 'error',
      code: 'SCRIPT_MISSING',
      sentence: `no plugin renders what loader ${loader} reads`,
      remedy: `add the plugin ${loader} to the configuration`,
    });
  }
  return findings;
}
