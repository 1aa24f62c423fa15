import { encodeOptionValue, type NamedOption, namedOption } from '@muster/wire';

/** A value as people write it: `10.0.0.5`, `[10.0.0.5, 10.0.0.6]`, `true`, `1500`, `hex:01:02`. */
export type DhcpOptionValue = string | number | boolean | readonly (string | number | boolean)[];

/** A value; the same with what is to be done with it; or null, which takes away what an earlier layer gave. */
export type DhcpOptionSetting = DhcpOptionValue | { readonly value: DhcpOptionValue; readonly always?: boolean } | null;

/** `dhcpOptions` of a network, profile or node: by name as in dhcp-options(5), or by code. */
export type DhcpOptionSettings = Readonly<Record<string, DhcpOptionSetting>>;

/** An option of the site, ready to be sent. */
export interface SiteDhcpOption extends NamedOption {
  readonly octets: Uint8Array;
  /** Told to clients that did not ask for it, too. */
  readonly always: boolean;
}

/**
 * The options of one layer by code; undefined for one that takes away what an earlier layer gave. Settings that
 * {@link checkDhcpOptions} objects to are left out.
 */
export function readDhcpOptions(settings: DhcpOptionSettings = {}): ReadonlyMap<number, SiteDhcpOption | undefined> {
  const options = new Map<number, SiteDhcpOption | undefined>();
  for (const [key, setting] of Object.entries(settings)) {
    const named = namedOption(key);
    if (named === undefined) continue;
    const { value, always } = partsOf(setting);
    const octets = encodeOptionValue(named.kind, value);
    if (setting === null) options.set(named.code, undefined);
    else if (octets !== undefined) options.set(named.code, { ...named, octets, always: always === true });
  }
  return options;
}

/** The options that are left of several layers, later ones over earlier ones. */
export function layDhcpOptions(
  ...layers: readonly ReadonlyMap<number, SiteDhcpOption | undefined>[]
): ReadonlyMap<number, SiteDhcpOption> {
  const all = new Map<number, SiteDhcpOption>();
  for (const [code, option] of layers.flatMap((layer) => [...layer])) {
    if (option === undefined) all.delete(code);
    else all.set(code, option);
  }
  return all;
}

/** Every spelling of the option with this name or code. */
export function dhcpOptionKeys(key: string): readonly string[] {
  const named = namedOption(key);
  return named === undefined ? [key] : [named.name, String(named.code)];
}

/** Takes `{ value, always }` apart; anything else is a value. */
export function partsOf(setting: unknown): { readonly value: unknown; readonly always?: unknown } {
  if (typeof setting !== 'object' || setting === null || Array.isArray(setting)) return { value: setting };
  return setting as { readonly value: unknown; readonly always?: unknown };
}
