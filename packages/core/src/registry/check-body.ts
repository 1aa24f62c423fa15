import { isIP, isIPv4, isIPv6 } from 'node:net';
import { canonicalIPv6, parseCidr, parseCidr6, parseIPv4, parseMac, parseUuid } from '@muster/wire';
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';
// Not from config/index.ts: the parsing thread needs no configuration loaders.
import { describeSchemaErrors } from '../config/describe-errors.ts';
import { checkDhcpOptions } from '../net/check-dhcp-options.ts';
import { type NodeBody, NODE_ONLY_FIELDS, nodeSchema, profileSchema } from './fields.ts';
import { ENTRY_NAME } from './names.ts';
import { isMapping } from './overlay-bodies.ts';
import type { BodyProblem } from './problem.ts';
import type { Section } from './source-file.ts';
import { unfitForStation } from './station-mac.ts';

/** Checks a body in place: numbers become text where text is wanted, MAC addresses and UUIDs get their usual spelling. */
export type BodyCheck = (section: Section, body: unknown) => readonly BodyProblem[];

const DEVICE_NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;

// Nearly every MAC address is written so, and needs no parsing.
const USUAL_MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/** Compiles the checks of profiles and nodes once for many bodies. */
export function compileBodyCheck(contributed: Readonly<Record<string, TSchema>> = {}): BodyCheck {
  const schemas: Record<Section, TSchema> = { profiles: profileSchema(contributed), nodes: nodeSchema(contributed) };
  // Code that gathers every error and its surroundings takes long to make, so it is made only when there is an error.
  const trusted = Object.keys(contributed).length === 0;
  const quick = ajvWith({ validateSchema: !trusted, meta: !trusted });
  const thorough = ajvWith({ allErrors: true, verbose: true });
  const validators: Record<Section, ValidateFunction> = {
    profiles: quick.compile(schemas.profiles),
    nodes: quick.compile(schemas.nodes),
  };
  return (section, body) => {
    if (!isMapping(body)) {
      const remedy = 'write every field on a line of its own below the name';
      return [{ segments: [], sentence: 'must be a mapping of fields', remedy }];
    }
    if (validators[section](body)) return canonicalise(body);
    const explain = thorough.compile(schemas[section]);
    explain(body);
    return describeSchemaErrors(explain.errors ?? [], body).map((problem) => ({
      segments: problem.segments,
      sentence: misplaced(section, problem.segments) ?? problem.sentence,
      remedy: remedyFor(section, problem.segments),
    }));
  };
}

function ajvWith(options: Options): Ajv {
  const ajv = new Ajv({ strict: false, coerceTypes: true, logger: false, ...options });
  ajv.addFormat('ipv4', { type: 'string', validate: isIPv4 });
  ajv.addFormat('ipv6', { type: 'string', validate: isIPv6 });
  ajv.addFormat('uri', { type: 'string', validate: (text: string) => URL.canParse(text) });
  return ajv;
}

function misplaced(section: Section, segments: readonly string[]): string | undefined {
  const key = segments.at(-1) ?? '';
  if (section !== 'profiles' || !NODE_ONLY_FIELDS.includes(key)) return undefined;
  return `belongs to one machine and cannot be in a profile`;
}

function remedyFor(section: Section, segments: readonly string[]): string {
  if (misplaced(section, segments) !== undefined) return 'move it to the nodes that have this value';
  return 'correct the value; "muster config schema" describes every field';
}

/** What JSON Schema cannot say: addresses, identifiers and the names of devices. */
function canonicalise(body: NodeBody): readonly BodyProblem[] {
  const problems: BodyProblem[] = [];
  const report = (segments: readonly string[], sentence: string, remedy: string): void => {
    problems.push({ segments, sentence, remedy });
  };
  respell(body, 'uuid', parseUuid, () => {
    report(['uuid'], `is ${JSON.stringify(body.uuid)}, not a UUID`, 'write it as "dmidecode -s system-uuid" prints it');
  });
  for (const profile of body.profiles ?? []) {
    if (!ENTRY_NAME.test(profile.replace(/^~/, ''))) report(['profiles'], 'has an empty name', 'name a profile');
  }
  for (const { key, sentence, remedy } of checkDhcpOptions(body.dhcpOptions ?? {})) {
    report(['dhcpOptions', key], sentence, remedy);
  }
  for (const [name, device] of Object.entries(body.networkDevices ?? {})) {
    const at = (key: string): string[] => ['networkDevices', name, key];
    if (!DEVICE_NAME.test(name)) {
      report(['networkDevices', name], 'is not a name for a network device', 'use letters, digits and . _ : -');
    }
    if (device === null) continue;
    respell(device, 'hwaddr', parseMac, () => {
      report(
        at('hwaddr'),
        `is ${JSON.stringify(device.hwaddr)}, not a MAC address`,
        'write six octets, e.g. 52:54:00:12:34:56',
      );
    });
    const unfit = isText(device.hwaddr) ? unfitForStation(device.hwaddr) : undefined;
    if (unfit !== undefined) report(at('hwaddr'), `is ${device.hwaddr}, ${unfit}`, "write the machine's own address");
    if (isText(device.address) && parseCidr(device.address) === undefined && parseIPv4(device.address) === undefined) {
      report(
        at('address'),
        `is ${JSON.stringify(device.address)}, not an IPv4 address`,
        'write 10.0.0.5 or 10.0.0.5/22',
      );
    }
    respell(device, 'address6', usualIPv6, () => {
      report(
        at('address6'),
        `is ${JSON.stringify(device.address6)}, not an IPv6 address`,
        'write fd00:1::5 or fd00:1::5/64',
      );
    });
    if (isText(device.gateway) && parseIPv4(device.gateway) === undefined) {
      report(
        at('gateway'),
        `is ${JSON.stringify(device.gateway)}, not an IPv4 address`,
        'write an address such as 10.0.0.1',
      );
    }
    for (const [index, server] of (device.dns ?? []).entries()) {
      if (isIP(server.replace(/^~/, '')) === 0) {
        report(
          [...at('dns'), String(index)],
          `is ${JSON.stringify(server)}, not an IP address`,
          'write the address of a name server',
        );
      }
    }
  }
  return problems;
}

/** With or without prefix length, as it was written. */
function usualIPv6(text: string): string | undefined {
  if (!text.includes('/')) return canonicalIPv6(text);
  const cidr = parseCidr6(text);
  return cidr && `${cidr.address}/${cidr.prefix}`;
}

function isText(value: string | null | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** Puts a value into its usual spelling; bodies are fresh from the parser, so changing them in place is safe. */
function respell<K extends string>(
  holder: { readonly [key in K]?: string | null },
  key: K,
  parse: (text: string) => string | undefined,
  fail: () => void,
): void {
  const value: string | null | undefined = holder[key];
  if (!isText(value) || USUAL_MAC.test(value)) return;
  const canonical = parse(value);
  if (canonical === undefined) fail();
  else if (canonical !== value) (holder as Record<string, unknown>)[key] = canonical;
}
