import type { DiscoveryPolicy, SiteConfig } from '../config/types.ts';
import type { UnknownMachine } from './types.ts';

/** What a site does with one machine. */
export interface Ruling {
  readonly policy: DiscoveryPolicy;
  /** Node set or selection that its node is taken from; undefined: all discoverable nodes. */
  readonly nodes?: string;
}

/** The first rule that fits the machine, over what holds for all. */
export function rulingFor(
  machine: Pick<UnknownMachine, 'mac' | 'network' | 'manufacturer'>,
  { policy, rules }: SiteConfig['discovery'],
): Ruling {
  const rule = rules.find(
    ({ network, vendor }) =>
      (network === undefined || network === machine.network) && (vendor === undefined || isOf(machine, vendor)),
  );
  return { policy: rule?.policy ?? policy, ...(rule?.nodes === undefined ? {} : { nodes: rule.nodes }) };
}

/** One to six octets of a MAC address; `ab` alone would be a manufacturer as well. */
const PREFIX = /^[\da-f]{2}([:-][\da-f]{2}){1,5}[:-]?$/i;

function isOf({ mac, manufacturer = '' }: Pick<UnknownMachine, 'mac' | 'manufacturer'>, vendor: string): boolean {
  if (PREFIX.test(vendor)) return `${mac}:`.startsWith(vendor.toLowerCase().replaceAll('-', ':'));
  return fits(vendor.trim().toLowerCase().split('*'), manufacturer.toLowerCase());
}

/** Whether the pieces between `*` make up the text; in linear time, for the text is a stranger's. */
function fits([first = '', ...others]: readonly string[], text: string): boolean {
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
