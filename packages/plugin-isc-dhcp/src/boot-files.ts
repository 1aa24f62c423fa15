import {
  aroundIdentity,
  type BootFile,
  bootRequest,
  type Lifecycle,
  type LoaderChoice,
  type Snapshot,
} from '@muster/core';
import { CLIENT_CLASSES, type ClientClass } from '@muster/wire';

/** What a client class is told to fetch. */
export interface ClassBoot {
  readonly clientClass: ClientClass;
  readonly bootFile: BootFile;
  /** Of UEFI HTTP Boot: what stands before and after the machine's MAC in a URL that names it. */
  readonly aroundMac?: readonly [string, string] | undefined;
}

export interface BootFilesFor {
  /** Name of what asks, for explanations. */
  readonly door: string;
  readonly choice: LoaderChoice;
  readonly network: string;
}

/**
 * The table of client classes with what each is told to fetch by this choice on this network; those that it has nothing for
 * are left out. The same render call answers a packet when Muster is the DHCP server itself.
 */
export async function bootFiles(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  { door, choice, network }: BootFilesFor,
): Promise<ClassBoot[]> {
  const found: ClassBoot[] = [];
  const endpoints = lifecycle.endpoints({ network });
  for (const clientClass of CLIENT_CLASSES) {
    const request = bootRequest({ door, clientClass, network, time: snapshot.time });
    const bootFile = await lifecycle.render('boot-file', { request, snapshot, clientClass, ...choice, ...endpoints });
    if (bootFile === undefined) continue;
    const aroundMac = wantsVendorClass(clientClass) ? aroundIdentity(bootFile, endpoints.baseUrl) : undefined;
    found.push({ clientClass, bootFile, aroundMac });
  }
  return found;
}

/** UEFI HTTP Boot ignores an OFFER that does not echo HTTPClient in option 60. */
export function wantsVendorClass({ vendorClass, userClass }: ClientClass): boolean {
  return vendorClass === 'HTTPClient' && userClass === 'none';
}
