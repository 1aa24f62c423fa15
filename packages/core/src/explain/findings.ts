import { type ClientClass, decodeDhcp, formatIPv4 } from '@muster/wire';
import { parseMemory, singleStageLimits } from '../lifecycle/boot-limits.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Assignment } from '../lifecycle/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { networkOf } from '../lifecycle/endpoints.ts';
import type { ExplainedFinding, ExplainedOffer, ExplainedScript } from './schema.ts';

/** What findings are drawn from. */
export interface BootFacts {
  readonly node: ResolvedNode;
  readonly snapshot: Snapshot;
  readonly clientClass: ClientClass;
  readonly assignment: Assignment | undefined;
  readonly offers: readonly ExplainedOffer[];
  /** MAC of the machine that holds an address. */
  readonly holder: (address: string) => string | undefined;
  readonly script: ExplainedScript | undefined;
  /** Whether the kernel is signed; undefined where that cannot be told. */
  readonly kernelSigned: boolean | undefined;
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
  return [...problems, ...missingSteps(facts), ...otherAddress(facts), ...limits, ...signatures(facts)];
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

/** The node is offered an address that is not its own, though it has one on that network. */
function otherAddress({ node, snapshot, offers, holder }: BootFacts): ExplainedFinding[] {
  const offered = addressIn(offers[0]?.packet);
  const network = offered && networkOf(snapshot.site, { remoteAddress: offered })?.[0];
  if (offered === undefined || network === undefined) return [];
  const own = Object.values(node.networkDevices)
    .flatMap(({ address }) => address?.split('/')[0] ?? [])
    .filter((address) => networkOf(snapshot.site, { remoteAddress: address })?.[0] === network);
  const [first] = own;
  if (first === undefined || own.includes(offered)) return [];
  const mac = holder(first);
  return [
    {
      level: 'warning',
      code: 'ADDRESS_HELD',
      sentence: `node ${node.name} is offered ${offered} and not its address ${first}${mac === undefined ? '' : `, which is leased to ${mac}`}`,
      remedy: `boot it after that lease has ended (muster dhcp leases), or give it another address (muster node set ${node.name} --address ADDRESS)`,
    },
  ];
}

function addressIn(packet: string | undefined): string | undefined {
  const decoded = packet === undefined ? undefined : decodeDhcp(Buffer.from(packet, 'hex'));
  return decoded?.ok === true && decoded.message.yiaddr !== 0 ? formatIPv4(decoded.message.yiaddr) : undefined;
}

function signatures({ node, clientClass, assignment, kernelSigned }: BootFacts): ExplainedFinding[] {
  if (node.hardware.secureBoot !== true || clientClass.firmware !== 'uefi') return [];
  const findings: ExplainedFinding[] = [];
  if (kernelSigned === false) {
    findings.push({
      level: 'error',
      code: 'KERNEL_UNSIGNED',
      sentence: `node ${node.name} has Secure Boot on, and its kernel is not signed`,
      remedy: "install the distribution's signed kernel in the image, or switch Secure Boot off",
    });
  }
  if (assignment?.spec.loader === 'ipxe') {
    findings.push({
      level: 'error',
      code: 'LOADER_UNSIGNED',
      sentence: `node ${node.name} has Secure Boot on, and distributions do not sign iPXE`,
      remedy: `muster node set ${node.name} --loader grub`,
    });
  }
  return findings;
}
