/** How values of one field from several layers become one value. */
export type MergeRule =
  | { readonly kind: 'scalar' }
  /** Like scalar, but the empty text of a later layer counts: it neutralises an inherited tag. */
  | { readonly kind: 'text' }
  /** Joined in order; `~x` in any layer removes every `x`. */
  | { readonly kind: 'list' }
  /** DHCP options by name or code, each replaced as a whole; null stays, for it also hides what the network says. */
  | { readonly kind: 'options' }
  /** Fields of their own. */
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, MergeRule>> }
  /** Any keys, one rule. */
  | { readonly kind: 'map'; readonly each: MergeRule }
  /** Of a plugin: mappings are merged, lists joined, other values replaced. */
  | { readonly kind: 'value' };

const scalar = { kind: 'scalar' } as const;
const list = { kind: 'list' } as const;
const value = { kind: 'value' } as const;
const tags = { kind: 'map', each: { kind: 'text' } } as const;

const FIELDS: Readonly<Record<string, MergeRule>> = {
  cluster: scalar,
  image: scalar,
  kernel: { kind: 'fields', fields: { version: scalar, args: list } },
  boot: {
    kind: 'fields',
    fields: {
      loader: scalar,
      stages: scalar,
      from: scalar,
      timeout: scalar,
      root: scalar,
      proof: scalar,
      compat: scalar,
    },
  },
  init: scalar,
  systemOverlays: list,
  runtimeOverlays: list,
  networkDevices: {
    kind: 'map',
    each: {
      kind: 'fields',
      fields: {
        device: scalar,
        type: scalar,
        hwaddr: scalar,
        address: scalar,
        gateway: scalar,
        mtu: scalar,
        onboot: scalar,
        dns: list,
        domain: scalar,
        tags,
      },
    },
  },
  dhcpOptions: { kind: 'options' },
  primaryNetwork: scalar,
  discoverable: scalar,
  uuid: scalar,
  assetTag: scalar,
  assetKey: scalar,
  tags,
};

/** Fields that a node does not inherit. */
export const OWN_FIELDS: readonly string[] = ['comment', 'profiles'];

/** The rule of a top-level field; fields core does not know are a plugin's. */
export function ruleOf(field: string): MergeRule {
  return (Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined) ?? value;
}
