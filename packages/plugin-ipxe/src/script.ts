import {
  type Assignment,
  type BootProblem,
  type BootSpec,
  hasMenu,
  isDiskOnly,
  type ScriptRequest,
} from '@muster/core';
import { localDisk } from './local-disk.ts';
import { menu } from './menu.ts';
import { shown } from './words.ts';

export interface Pauses {
  readonly retrySeconds: number;
  readonly waitSeconds: number;
  /** The distribution's shim is served. */
  readonly hasKernelShim: boolean;
}

/** Where the shim is served that checks the kernel's signature. */
export const KERNEL_SHIM = '/ipxe/kernel-shimx64.efi';

/** The iPXE script for one machine: its boot, the reason why it cannot boot yet, or that nobody knows it. */
export function ipxeScript(request: ScriptRequest, pauses: Pauses): string {
  const { assignment } = request;
  if (assignment === undefined) return unknownScript(request, pauses);
  if (assignment.moves === true) return movingScript(request, assignment, pauses);
  const { node, spec } = assignment;
  const { problems, kernel } = spec;
  if (isDiskOnly(spec)) return lines([...head(request, []), ...localDisk(request, node.name)]);
  if (problems.length > 0 || kernel === undefined) {
    return waitingScript(request, [`Muster: node ${node.name} cannot boot yet`, ...problems.flatMap(told)], pauses);
  }
  return bootScript(request, assignment, pauses);
}

function bootScript(request: ScriptRequest, assignment: Assignment, pauses: Pauses): string {
  const { node, snapshot, spec } = assignment;
  const secure = pauses.hasKernelShim && isSecure(request, assignment);
  const payload = (one: BootSpec): string[] => payloadLines(request, one, secure);
  return lines([
    ...head(request, [`Muster: node ${node.name} boots image ${node.image ?? '(none)'}, snapshot ${snapshot.number}`]),
    ...(hasMenu(node) ? menu(request, assignment, payload) : payload(spec)),
    '',
    ':failed',
    `echo Muster: node ${node.name} could not fetch or start its payload (\${errno}), next try in ${pauses.retrySeconds} s`,
    'imgfree',
    ...askAgain(request, pauses.retrySeconds),
  ]);
}

/**
 * Only commands of iPXE 1.0.0 (2019). Under EFI the 2019 build hands the kernel those initrds that its command line
 * names; the 2025 build and BIOS take all of them in order and ignore the names, so one script serves both.
 */
function payloadLines({ baseUrl }: ScriptRequest, { kernel, initrds, args }: BootSpec, secure: boolean): string[] {
  if (kernel === undefined) return [];
  const names = initrds.map((part) => `initrd=${part.name}`);
  return [
    'imgfree',
    `kernel --name ${kernel.name} ${baseUrl}${kernel.path} ${[...names, ...args].join(' ')} || goto failed`,
    ...initrds.map((part) => `initrd --name ${part.name} ${baseUrl}${part.path} || goto failed`),
    // Only a signed iPXE comes here, which has this command, and fetches nothing where Secure Boot is off (ipxe.org/cmd/shim).
    ...(secure ? [`shim ${baseUrl}${KERNEL_SHIM} || goto failed`] : []),
    'boot || goto failed',
  ];
}

function isSecure({ request: { clientClass } }: ScriptRequest, { node }: Assignment): boolean {
  const isUefi = clientClass === undefined || (clientClass.firmware === 'uefi' && clientClass.arch === 'x86_64');
  return node.hardware.secureBoot === true && isUefi;
}

/** It asks again at once where that is worth it, then after every pause. */
function unknownScript(request: ScriptRequest, pauses: Pauses): string {
  const { introduce = false, renew = false, told = [] } = request.unknown ?? {};
  const ask = [...(renew ? [GET_ADDRESS] : []), chain(request, FACTS)];
  return lines([
    ...head(request, told),
    ...(introduce ? ask : []),
    `echo Muster: asking again in ${pauses.waitSeconds} s`,
    ...loop(pauses.waitSeconds, ask),
  ]);
}

/** The node's own address instead of the one from the pool that the machine waited with. */
function movingScript(request: ScriptRequest, { spec }: Assignment, pauses: Pauses): string {
  const ask = [GET_ADDRESS, chain(request, '')];
  const told = spec.problems.map(({ sentence }) => `Muster: ${sentence}`);
  return lines([...head(request, told), ...ask, ...loop(pauses.retrySeconds, ask)]);
}

function waitingScript(request: ScriptRequest, told: readonly string[], pauses: Pauses): string {
  return lines([
    ...head(request, told),
    `echo Muster: asking again in ${pauses.waitSeconds} s`,
    ...askAgain(request, pauses.waitSeconds),
  ]);
}

function head(request: ScriptRequest, told: readonly string[]): string[] {
  return [
    '#!ipxe',
    'echo',
    ...told.map((line) => `echo ${shown(line)}`),
    `echo Muster: server ${shown(request.baseUrl)}`,
    '',
  ];
}

function askAgain(request: ScriptRequest, seconds: number): string[] {
  const { assignment } = request;
  // A machine that failed half way shows by its token that it is the one that claimed this boot.
  return loop(seconds, [chain(request, assignment?.token === undefined ? '' : `&token=${assignment.token}`)]);
}

function loop(seconds: number, ask: readonly string[]): string[] {
  return ['', ':again', `sleep ${seconds}`, ...ask, 'goto again'];
}

/** `netX` is the device that was opened last, the one this script came by. */
const GET_ADDRESS = 'dhcp netX || echo Muster: no answer by DHCP (${errno})';

/** What iPXE knows of the machine, empty or not: an administrator tells machines apart by it. */
const FACTS =
  '&serial=${serial:uristring}&asset=${asset:uristring}&manufacturer=${manufacturer:uristring}&product=${product:uristring}';

/** `chain --replace` takes this script's place once the new one has arrived; while the server is away it fails and waits. */
function chain({ baseUrl }: ScriptRequest, more: string): string {
  return `chain --replace --autofree ${baseUrl}/ipxe/\${mac:hexhyp}?uuid=\${uuid}&assetkey=\${asset:uristring}${more} || echo Muster: no answer from the server (\${errno})`;
}

function told(problem: BootProblem): string[] {
  return [`Muster: ${problem.sentence}`, `Muster: remedy: ${problem.remedy}`];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
