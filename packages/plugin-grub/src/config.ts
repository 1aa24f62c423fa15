import {
  type Assignment,
  type BootSpec,
  hasMenu,
  isDiskOnly,
  type PayloadPart,
  type ScriptRequest,
} from '@muster/core';
import { ABOUT, ANSWERED, CALM, WAIT } from './bootstrap.ts';
import { introduction } from './introduction.ts';
import { KERNEL_REPORT } from './kernel-report.ts';
import { localDisk } from './local-disk.ts';
import { menu } from './menu.ts';
import { quoted, shown } from './words.ts';

/** What GRUB runs for one machine. It ends without a prompt, so that the bootstrap configuration asks again after a failure. */
export function grubConfig(request: ScriptRequest, waitSeconds: number): string {
  const { assignment } = request;
  if (assignment === undefined) return unknown(request, waitSeconds);
  if (assignment.moves === true) return moving(assignment);
  const { node, spec } = assignment;
  const { problems, kernel } = spec;
  if (isDiskOnly(spec)) return script([...token(assignment), ...localDisk(node.name), WAIT]);
  if (problems.length > 0 || kernel === undefined) {
    const reasons = problems.flatMap(({ sentence, remedy }) => [`Muster: ${sentence}`, `Muster: remedy: ${remedy}`]);
    return waiting([`Muster: node ${node.name} cannot boot yet`, ...reasons], waitSeconds);
  }
  if (hasMenu(node)) return script([...token(assignment), ...menu(assignment, (one) => payload(assignment, one))]);
  return script([...token(assignment), ...payload(assignment, spec), WAIT]);
}

/** A machine that failed half way shows by its token that it is the one that claimed this boot. */
function token({ token: shownToken }: Assignment): string[] {
  return shownToken === undefined ? [] : [`set muster_query="$${ABOUT}"${quoted(`&token=${shownToken}`)}`];
}

function payload({ node, snapshot }: Assignment, { kernel, initrds, args }: BootSpec): string[] {
  if (kernel === undefined) return [];
  const kernelLine = ['linux', at(kernel), ...args.map(quoted)].join(' ');
  const initrdLine = ['initrd', ...initrds.map(at)].join(' ');
  return [
    `echo ${shown(`Muster: node ${node.name} boots image ${node.image ?? '(none)'}, snapshot ${snapshot.number}`)}`,
    `if ${kernelLine}; then`,
    ...(initrds.length === 0 ? ['  boot'] : [`  if ${initrdLine}; then`, '    boot', '  fi']),
    'else',
    `  ${KERNEL_REPORT}`,
    'fi',
    `echo ${shown(`Muster: node ${node.name} could not fetch or start its payload`)}`,
  ];
}

/** `$muster_base` is set by the bootstrap configuration; the rest of the path is literal. */
function at(part: PayloadPart): string {
  return `"$muster_base"${quoted(part.path)}`;
}

/** GRUB takes the newest of its addresses on a network (`net_dhcp`, GRUB manual 17.4.58). */
const GET_ADDRESS = 'net_dhcp';

function waiting(told: readonly string[], seconds: number): string {
  return script([...told.map((line) => `echo ${shown(line)}`), `set ${CALM}`, `sleep ${seconds}`]);
}

/** After the pause the bootstrap configuration asks again, by the address and with the query set here. */
function unknown({ unknown: answer }: ScriptRequest, waitSeconds: number): string {
  const { introduce = false, renew = false, told = [] } = answer ?? {};
  return script([
    ...told.map((line) => `echo ${shown(line)}`),
    `set ${CALM}`,
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
