import type { MachineFacts } from '../machine.ts';
import type { Setting } from './expand.ts';

/** Settings as they stand. `netX` is the card that was opened last: the one the machine boots over; `net0` is another here. */
export function settingsOf(
  { mac, otherMac, uuid, serial, assetTag, manufacturer, product }: MachineFacts,
  platform: 'pcbios' | 'efi',
  set: ReadonlyMap<string, string> = new Map(),
): Setting {
  const known: Readonly<Record<string, string>> = {
    ...{ mac, 'netX/mac': mac, 'net1/mac': mac, 'net0/mac': otherMac },
    ...{ uuid, serial, asset: assetTag, manufacturer, product },
    ...{ platform, buildarch: platform === 'efi' ? 'x86_64' : 'i386' },
    ...Object.fromEntries(set),
  };
  return (name) => (Object.hasOwn(known, name) ? known[name] : undefined);
}
