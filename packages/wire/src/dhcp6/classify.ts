import { classifyClient, type ClientClass } from '../client-class.ts';
import type { Dhcp6Message } from './message.ts';
import { OPTIONS6, readOption6, readOptions6 } from './options.ts';

/**
 * The class of the client that sent `request`; see {@link classifyClient}. Firmware says the same as in DHCPv4: UEFI 2.10 §24.3
 * and §24.7 put `PXEClient:Arch:…` and `HTTPClient:Arch:…` into the vendor class.
 */
export function classifyDhcp6({ options }: Pick<Dhcp6Message, 'options'>): ClientClass | undefined {
  const classes = readOptions6(options, OPTIONS6.vendorClass).flatMap((vendor) => vendor.classes);
  return classifyClient({
    archCodes: readOption6(options, OPTIONS6.clientArchitecture),
    vendorClass: classes.find((text) => /^(PXE|HTTP)Client/.test(text)) ?? classes[0],
    userClass: readOption6(options, OPTIONS6.userClass),
  });
}
