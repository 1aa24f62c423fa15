import { findProgram } from '../daemon/find-program.ts';
import { type IptablesFamily, parseIptables, tablesInNft } from './iptables.ts';
import { parseNft } from './nft.ts';
import type { Chain, Drop } from './types.ts';

const PATIENCE_MS = 8000;

/** The firewall of this network namespace; or why it cannot be read, as the end of a sentence. */
export type Rules = { readonly chains: readonly Chain[] } | { readonly unreadable: string };

/** Programs that print the rules of iptables, and the family that iptables-nft keeps them under in nftables. */
const IPTABLES = [
  { program: 'iptables-save', family: 'iptables', nft: 'ip' },
  { program: 'ip6tables-save', family: 'ip6tables', nft: 'ip6' },
] as const;

/**
 * Asks nft, iptables-save and ip6tables-save, where they are. iptables-nft keeps its rules in nftables, but nft shows only
 * half of what they match: for those tables iptables-save is believed.
 */
export async function readRules(): Promise<Rules> {
  const nft = await output('nft', ['-j', 'list', 'ruleset']);
  const saved: { readonly family: IptablesFamily; readonly nft: string; readonly printed: Output | undefined }[] = [];
  for (const { program, ...at } of IPTABLES) saved.push({ ...at, printed: await output(program, []) });
  const printed = [nft, ...saved.map((one) => one.printed)].filter((one) => one !== undefined);
  if (printed.length === 0) return { unreadable: 'neither nft nor iptables-save is installed' };
  const failed = printed.find((one) => one.failed);
  if (failed !== undefined) return { unreadable: `this user may not read it (${failed.text})` };
  const doubled = saved.flatMap((one) => tablesInNft(one.printed?.text ?? '').map((table) => `${one.nft} ${table}`));
  return {
    chains: [
      ...parseNft(nft?.text ?? '').filter(({ family, table }) => !doubled.includes(`${family} ${table}`)),
      ...saved.flatMap((one) => parseIptables(one.printed?.text ?? '', one.family)),
    ],
  };
}

/** The rule that drops, as its program shows it; for a policy, the chain's. */
export async function describeDrop({ chain, rule }: Drop): Promise<string> {
  const { family, table, name } = chain;
  if (rule === undefined) return 'policy drop';
  if (rule.text !== undefined) return rule.text;
  const listed = await output('nft', ['-a', 'list', 'chain', family, table, name]);
  const line = listed?.text.split('\n').find((one) => one.endsWith(`# handle ${rule.handle ?? ''}`));
  return line?.replace(/ # handle \d+$/, '').trim() ?? `rule with handle ${rule.handle ?? '?'}`;
}

interface Output {
  readonly failed: boolean;
  /** What it printed, or its first complaint. */
  readonly text: string;
}

/** undefined when the program is not installed. */
async function output(command: string, args: readonly string[]): Promise<Output | undefined> {
  const program = await findProgram(command);
  if (program === undefined) return undefined;
  const { execa } = await import('execa');
  const env = { LC_ALL: 'C.UTF-8' };
  const result = await execa(program, args, { reject: false, timeout: PATIENCE_MS, stdin: 'ignore', env });
  if (!result.failed) return { failed: false, text: result.stdout };
  return { failed: true, text: `${command}: ${result.stderr.split('\n')[0] ?? 'no reason given'}` };
}
