import type { BlobStore } from '../artifact/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Lifecycle } from '../lifecycle/hooks.ts';
import { nodeRequest } from '../lifecycle/node-request.ts';
import type { Provisioner } from '../lifecycle/provisioner.ts';
import type { BootRequest } from '../lifecycle/boot-request.ts';
import type { Assignment } from '../lifecycle/types.ts';
import { existingNode } from '../operations/nodes.ts';
import type { Services } from '../plugin/types.ts';
import { chooseClass, ipxeClassOf } from './client.ts';
import { findingsOf } from './findings.ts';
import { explainOffer } from './offer.ts';
import { explainOverlays } from './overlays.ts';
import { explainPayload, explainValues } from './payload.ts';
import type { ExplainedOffer, ExplainedScript, Explanation } from './schema.ts';
import { isSigned } from './signature.ts';
import { Attributions } from './trace.ts';

export interface ExplainOptions {
  /** Id of a client class; default: what the machine was last seen as. */
  readonly as?: string;
}

/** What an explanation is made with. */
export interface ExplainParts {
  readonly provisioner: Pick<Provisioner, 'lifecycle' | 'contributions'>;
  readonly services: Pick<Services, 'overlays' | 'blobs' | 'sessions' | 'leases'>;
}

/** What a node would get at each step of a boot begun now, by calling what serves. Throws NODE_NAME_WANTED or CLIENT_CLASS_UNKNOWN. */
export async function explainNode(
  { provisioner, services }: ExplainParts,
  snapshot: Snapshot,
  nodeName: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const name = existingNode(snapshot.registry, nodeName);
  const node = snapshot.registry.node(name);
  if (node === undefined) throw new Error(`node ${name} is listed but not there`);
  const { lifecycle } = provisioner;
  const { clientClass, from } = chooseClass(options.as, services.sessions.of(name)?.clientClass);
  const attributions = new Attributions();
  const request = nodeRequest(node, snapshot, { door: 'explain', time: snapshot.time, clientClass });
  const assignment = request && (await lifecycle.assign(request, { snapshot, trace: attributions.trace }));
  const offers = request === undefined ? [] : await explainOffers(lifecycle, snapshot, request, assignment);
  const script = request === undefined ? undefined : await explainScript(provisioner, snapshot, request, assignment);
  const system = await explainOverlays(services.overlays, node, 'system', snapshot);
  const runtime = await explainOverlays(services.overlays, node, 'runtime', snapshot);
  const spec = assignment?.spec;
  const holder = (address: string) => services.leases.holder(address, snapshot.time);
  const facts = { node, snapshot, clientClass, assignment, offers, script, holder };
  const kernelSigned = await signedKernel(services.blobs, assignment);
  return {
    node: name,
    snapshot: snapshot.number,
    clientClass: clientClass.id,
    classFrom: from,
    ...(assignment === undefined ? {} : { recognisedBy: assignment.identity.by }),
    offers,
    ...(script === undefined ? {} : { script }),
    ...(spec?.loader === undefined ? {} : { loader: spec.loader }),
    stages: spec?.stages ?? 'single',
    ...(spec === undefined
      ? { args: [], initrds: [], deploy: [] }
      : explainPayload(spec, snapshot.registry.origins(name), attributions)),
    overlays: { system: system.overlay, runtime: runtime.overlay },
    root: node.boot.root ?? (spec?.stages === 'two' ? 'tmpfs' : 'initramfs'),
    findings: [...findingsOf({ ...facts, kernelSigned }), ...system.findings, ...runtime.findings],
    values: explainValues(snapshot.registry, name),
  };
}

/** Firmware's exchange, then that of the iPXE it starts, which asks for an address of its own. */
async function explainOffers(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  request: BootRequest,
  assignment: Assignment | undefined,
): Promise<ExplainedOffer[]> {
  const { clientClass } = request;
  if (clientClass === undefined) return [];
  const first = await explainOffer(lifecycle, snapshot, request, assignment, clientClass);
  const ipxe = lifecycle.loaderFor(assignment) === 'ipxe' ? ipxeClassOf(clientClass) : undefined;
  if (ipxe === undefined || ipxe.id === clientClass.id) return [first];
  return [first, await explainOffer(lifecycle, snapshot, request, assignment, ipxe)];
}

async function explainScript(
  { lifecycle, contributions }: ExplainParts['provisioner'],
  snapshot: Snapshot,
  request: BootRequest,
  assignment: Assignment | undefined,
): Promise<ExplainedScript | undefined> {
  const loader = lifecycle.loaderFor(assignment);
  const provision = contributions.items('provides').find(({ step, loader: of }) => step === 'script' && of === loader);
  if (provision?.kind === undefined) return undefined;
  const attributions = new Attributions();
  const rendered = await lifecycle.render(provision.kind, {
    request,
    snapshot,
    trace: attributions.trace,
    ...(assignment === undefined ? {} : { assignment }),
    ...lifecycle.endpoints(request),
  });
  if (rendered === undefined) return undefined;
  const { contentType, text } = rendered;
  return { by: attributions.makers(provision.kind).join(', '), kind: provision.kind, contentType, text };
}

async function signedKernel(
  blobs: Pick<BlobStore, 'path'>,
  assignment: Assignment | undefined,
): Promise<boolean | undefined> {
  const digest = assignment?.spec.kernel?.digest;
  const blob = digest === undefined ? undefined : await blobs.path(digest);
  return blob === undefined ? undefined : await isSigned(blob.file);
}
