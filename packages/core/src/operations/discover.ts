import { parseMac } from '@muster/wire';
import type { DiscoveryPolicy } from '../config/types.ts';
import type { ControlContext } from '../control/procedure.ts';
import { acceptMachines } from '../discovery/accept-queue.ts';
import type { Application } from '../discovery/plan-accept.ts';
import { rulingFor } from '../discovery/rules.ts';
import { sharesUuid } from '../discovery/shares-uuid.ts';
import type { MachineFacts, UnknownMachine } from '../discovery/types.ts';
import { discoveryErrors } from '../errors/discovery.ts';
import type { RegistryView } from '../registry/types.ts';

/** A machine nobody knows, and what the configuration does with it. */
export interface UnknownLine extends Readonly<Record<Shown, string | undefined>> {
  readonly mac: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly policy: DiscoveryPolicy;
  /** It has asked for its boot, and waits. */
  readonly asks: boolean;
  readonly note: string | undefined;
}

type Shown = keyof MachineFacts | 'address' | 'clientClass';

/** Machines that became nodes, and why others did not. */
export interface WaitingAccepted {
  readonly accepted: readonly { readonly mac: string; readonly node: string }[];
  readonly refused: readonly { readonly mac: string; readonly sentence: string; readonly remedy: string }[];
}

type Context = Pick<ControlContext, 'site' | 'daemon' | 'snapshot'>;

/** Machines nobody knows, first seen first. Throws DISCOVERY_NO_SERVER. */
export async function listUnknown(context: Context): Promise<readonly UnknownLine[]> {
  const { registry } = await context.snapshot();
  const { discovery } = context.site.site;
  return unknownOf(context, registry).map((machine) => {
    const { asked, firstSeen, lastSeen, mac, address, clientClass, note } = machine;
    const { uuid, serial, assetTag, manufacturer, product, vendorClass, relay, network } = machine;
    return {
      ...{ mac, uuid, serial, assetTag, manufacturer, product, vendorClass, clientClass, relay, network, address },
      ...{ firstSeen, lastSeen, policy: rulingFor(machine, discovery).policy, asks: asked > 0, note },
    };
  });
}

/** Makes one machine the node named, or the first free one. Throws DISCOVERY_* errors. */
export async function acceptOne(
  context: Context,
  text: string,
  node: string | undefined,
): Promise<{ readonly mac: string; readonly node: string }> {
  const { unknownMachines } = servicesOf(context);
  const mac = macOf(text);
  const known = (await context.snapshot()).registry.byMac(mac);
  if (known !== undefined) throw discoveryErrors.known(mac, known, 'MAC address');
  const machine = unknownMachines.get(mac);
  if (machine === undefined) throw discoveryErrors.unseen(mac);
  const [result] = await accept(context, [machine], node);
  if (result === undefined) throw discoveryErrors.unseen(mac);
  if ('refused' in result) throw result.refused;
  return result;
}

/** Makes every machine that waits a node, as far as there are free ones; those whose policy is `off` are left alone. */
export async function acceptWaiting(context: Context): Promise<WaitingAccepted> {
  const { registry } = await context.snapshot();
  const { discovery } = context.site.site;
  const waiting = unknownOf(context, registry).filter(
    (machine) => machine.asked > 0 && rulingFor(machine, discovery).policy !== 'off',
  );
  const results = await accept(context, waiting, undefined);
  return {
    accepted: results.flatMap((result) => ('node' in result ? [result] : [])),
    refused: results.flatMap((result) => {
      if ('node' in result) return [];
      const { sentence, remedy } = result.refused;
      return [{ mac: result.mac, sentence, remedy }];
    }),
  };
}

/** Takes a machine off the list. Throws DISCOVERY_MACHINE_UNSEEN. */
export async function forgetUnknown(context: Context, text: string): Promise<{ readonly mac: string }> {
  const { unknownMachines } = servicesOf(context);
  const mac = macOf(text);
  if (!unknownMachines.forget(mac)) throw discoveryErrors.unseen(mac);
  return Promise.resolve({ mac });
}

async function accept(context: Context, machines: readonly UnknownMachine[], node: string | undefined) {
  const { services, site } = context.site;
  const all = services.unknownMachines.list();
  const applications = machines.map((machine): Application => {
    const { policy, nodes } = rulingFor(machine, site.discovery);
    if (policy === 'off') throw discoveryErrors.off(machine.mac);
    // Whoever names the node knows better than a rule.
    return { machine, sharedUuid: sharesUuid(machine, all), ...(node === undefined ? { among: nodes } : { node }) };
  });
  return acceptMachines(services, applications);
}

/** Of those seen, the ones that are no node by now. */
function unknownOf(context: Context, registry: RegistryView): readonly UnknownMachine[] {
  const { unknownMachines } = servicesOf(context);
  return unknownMachines
    .list()
    .filter(
      ({ mac, uuid }) =>
        registry.byMac(mac) === undefined && (uuid === undefined || registry.byUuid(uuid) === undefined),
    );
}

function servicesOf({ site, daemon }: Context): ControlContext['site']['services'] {
  if (!daemon) throw discoveryErrors.noServer();
  return site.services;
}

function macOf(text: string): string {
  const mac = parseMac(text);
  if (mac === undefined) throw discoveryErrors.mac(text);
  return mac;
}
