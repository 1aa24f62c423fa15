import { type Assignment, type BootRequest, identityPath, type PayloadPart, type ScriptRequest } from '@muster/core';
import { ANSWERED } from './bootstrap.ts';
import { introduction } from './introduction.ts';
import { kernelReport } from './kernel-report.ts';
import { quoted, shown } from './words.ts';

/** What GRUB runs for one machine. It ends without a menu, so that the bootstrap configuration asks again after a failure. */
export function grubConfig(request: ScriptRequest, waitSeconds: number): string {
  const { assignment } = request;
  if (assignment === undefined) return unknown(request, waitSeconds);
  if (assignment.moves === true) return moving(assignment);
  const { problems, kernel } = assignment.spec;
  if (problems.length > 0 || kernel === undefined) {
    const reasons = problems.flatMap(({ sentence, remedy }) => [`Muster: ${sentence}`, `Muster: remedy: ${remedy}`]);
    return waiting([`Muster: node ${assignment.node.name} cannot boot yet`, ...reasons], waitSeconds);
  }
  return booting(assignment, kernel, request.request);
}

function booting({ node, spec, snapshot, token }: Assignment, kernel: PayloadPart, request: BootRequest): string {
  const kernelLine = ['linux', at(kernel), ...spec.args.map(quoted)].join(' ');
  const initrdLine = ['initrd', ...spec.initrds.map(at)].join(' ');
  return script([
    // A machine that failed half way shows by its token that it is the one that claimed this boot.
    ...(token === undefined ? [] : [`set muster_query=${quoted(`?token=${token}`)}`]),
    `echo ${shown(`Muster: node ${node.name} boots image ${node.image ?? '(none)'}, snapshot ${snapshot.number}`)}`,
    `if ${kernelLine}; then`,
    ...(spec.initrds.length === 0 ? ['  boot'] : [`  if ${initrdLine}; then`, '    boot', '  fi']),
    'else',
    `  ${kernelReport(identityPath(node, request), token)}`,
    'fi',
    `echo ${shown(`Muster: node ${node.name} could not fetch or start its payload`)}`,
  ]);
}

/** `$muster_base` is set by the bootstrap configuration; the rest of the path is literal. */
function at(part: PayloadPart): string {
  return `"$muster_base"${quoted(part.path)}`;
}

/** GRUB takes the newest of its addresses on a network (`net_dhcp`, GRUB manual 17.4.58). */
const GET_ADDRESS = 'net_dhcp';

function waiting(told: readonly string[], seconds: number): string {
  return script([...told.map((line) => `echo ${shown(line)}`), `sleep ${seconds}`]);
}

/** After the pause the bootstrap configuration asks again, by the address and with the query set here. */
function unknown({ unknown: answer }: ScriptRequest, waitSeconds: number): string {
  const { introduce = false, renew = false, told = [] } = answer ?? {};
  return script([
    ...told.map((line) => `echo ${shown(line)}`),
    ...(introduce ? introduction() : [`sleep ${waitSeconds}`]),
    ...(renew ? [GET_ADDRESS] : []),
  ]);
}

/** The node's own address instead of the one from the pool that the machine waited with. */
function moving({ spec }: Assignment): string {
  return script([...spec.problems.map(({ sentence }) => `echo ${shown(`Muster: ${sentence}`)}`), GET_ADDRESS]);
}

function script(all: readonly string[]): string {
  return `${[`set ${ANSWERED}=yes`, ...all].join('\n')}\n`;
}
