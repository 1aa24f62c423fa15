/** What a line of a DHCP server's log tells. MACs are lower-case with colons. */
export type ServerEvent =
  | { readonly kind: 'acknowledged' | 'released'; readonly address: string; readonly mac: string }
  | { readonly kind: 'seen'; readonly clientClass: string; readonly mac: string };
