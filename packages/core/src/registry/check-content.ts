import { parseCidr, parseIPv4 } from '@muster/wire';
import { nearest } from '../config/index.ts';
import type { NetworkTable } from '../net/index.ts';
import { breathe } from './breathe.ts';
import type { RegistryContent } from './content.ts';
import { whereOf } from './locate.ts';
import type { BodyProblem, RegistryProblem } from './problem.ts';
import { address6Problem } from './check-address6.ts';
import type { SourceEntry } from './source-file.ts';

/** What can only be seen with all files together: profiles that do not exist, addresses that fit no network. */
export async function checkContent(
  content: RegistryContent,
  networks: NetworkTable | undefined,
): Promise<RegistryProblem[]> {
  const problems: RegistryProblem[] = [];
  const pause = breathe();
  const report = (entry: SourceEntry, { segments, sentence, remedy }: BodyProblem): void => {
    problems.push({ sentence, remedy, where: whereOf(entry, segments) });
  };
  for (const file of content.files) {
    for (const entry of [...file.profiles, ...file.nodes]) {
      await pause();
      for (const problem of missingProfiles(entry, content)) report(entry, problem);
    }
    if (networks === undefined) continue;
    for (const entry of file.nodes) {
      await pause();
      for (const [name, device] of Object.entries(entry.body.networkDevices ?? {})) {
        const problem = addressProblem(device?.address ?? '', networks);
        if (problem !== undefined) report(entry, { segments: ['networkDevices', name, 'address'], ...problem });
        const problem6 = address6Problem(device?.address6 ?? '', networks);
        if (problem6 !== undefined) report(entry, { segments: ['networkDevices', name, 'address6'], ...problem6 });
      }
    }
  }
  return problems;
}

function missingProfiles({ body }: SourceEntry, { profiles }: RegistryContent): BodyProblem[] {
  return (body.profiles ?? []).flatMap((written, index) => {
    const name = written.replace(/^~/, '');
    if (profiles.has(name)) return [];
    const near = nearest(name, profiles.keys());
    return [
      {
        segments: ['profiles', String(index)],
        sentence: `there is no profile "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
        remedy: 'add it below "profiles:", or take the name out of the list',
      },
    ];
  });
}

function addressProblem(address: string, networks: NetworkTable): Omit<BodyProblem, 'segments'> | undefined {
  const cidr = parseCidr(address);
  const number = cidr?.address ?? parseIPv4(address);
  if (number === undefined) return undefined;
  const network = networks.find(number);
  if (network === undefined) {
    if (cidr !== undefined) return undefined;
    return {
      sentence: `is ${address}, which is in none of the configured networks, so its prefix length is not known`,
      remedy: 'correct it, write the prefix length (10.0.0.5/22), or add the network to the configuration',
    };
  }
  if (number === network.server) {
    return {
      sentence: `is ${address}, the address of this server on network "${network.name}"`,
      remedy: 'give the node another address',
    };
  }
  const { prefix } = network.cidr;
  if (prefix < 31 && (number === network.cidr.network || number === network.cidr.broadcast)) {
    return {
      sentence: `is ${address}, the ${number === network.cidr.network ? 'network' : 'broadcast'} address of ${network.config.cidr}`,
      remedy: 'give the node another address',
    };
  }
  return undefined;
}
