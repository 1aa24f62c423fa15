import { encodeOptionValue, namedOption, ownerOfOption, SITE_OPTION_NAMES, VALUE_WORDS } from '@muster/wire';
import { nearest } from '../config/nearest.ts';
import { showValue } from '../config/schema-words.ts';
import { partsOf } from './dhcp-options.ts';

/** What is wrong with one entry of `dhcpOptions`. */
export interface DhcpOptionProblem {
  readonly key: string;
  readonly sentence: string;
  readonly remedy: string;
}

const PARTS: readonly string[] = ['value', 'always'];

/** Everything wrong with the `dhcpOptions` of a network, profile or node. */
export function checkDhcpOptions(settings: Readonly<Record<string, unknown>>): DhcpOptionProblem[] {
  const spelt = new Map<number, string>();
  return Object.entries(settings).flatMap(([key, setting]) => {
    const problem = problemWith(key, setting, spelt);
    return problem === undefined ? [] : [{ key, ...problem }];
  });
}

function problemWith(
  key: string,
  setting: unknown,
  spelt: Map<number, string>,
): Omit<DhcpOptionProblem, 'key'> | undefined {
  const owner = ownerOfOption(key);
  if (owner !== undefined) {
    return { sentence: `is decided by ${owner} and cannot be set`, remedy: 'take it out of dhcpOptions' };
  }
  const option = namedOption(key);
  if (option === undefined) {
    const near = nearest(key, SITE_OPTION_NAMES);
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return {
      sentence: `is neither the name of a DHCP option nor a code from 1 to 254${hint}`,
      remedy: 'write a name of dhcp-options(5), or the code',
    };
  }
  const other = spelt.get(option.code);
  if (other !== undefined) {
    return { sentence: `names the same option as "${other}"`, remedy: 'leave one of the two' };
  }
  spelt.set(option.code, key);
  if (setting === null) return undefined;
  const parts = partsOf(setting);
  const unknown = Object.keys(parts).find((part) => !PARTS.includes(part));
  if (unknown !== undefined || ('always' in parts && typeof parts.always !== 'boolean')) {
    return {
      sentence: `has the key "${unknown ?? 'always'}"; known are "value", and "always" with true or false`,
      remedy: 'write the value alone, or { value: VALUE, always: true }',
    };
  }
  if (encodeOptionValue(option.kind, parts.value) !== undefined) return undefined;
  return {
    sentence: `is ${showValue(parts.value)}, must be ${VALUE_WORDS[option.kind]}`,
    remedy: 'correct the value; hex: and octets fit every option',
  };
}
