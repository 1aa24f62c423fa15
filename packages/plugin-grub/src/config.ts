import type { Assignment, PayloadPart, ScriptRequest } from '@muster/core';
import { ANSWERED } from './bootstrap.ts';
import { quoted, shown } from './words.ts';

/** What GRUB runs for one machine. It ends without a menu, so that the bootstrap configuration asks again after a failure. */
export function grubConfig(request: ScriptRequest, waitSeconds: number): string {
  const { assignment } = request;
  if (assignment === undefined) return waiting(unknownMachine(request), waitSeconds);
  const { problems, kernel } = assignment.spec;
  if (problems.length > 0 || kernel === undefined) {
    const reasons = problems.flatMap(({ sentence, remedy }) => [`Muster: ${sentence}`, `Muster: remedy: ${remedy}`]);
    return waiting([`Muster: node ${assignment.node.name} cannot boot yet`, ...reasons], waitSeconds);
  }
  return booting(assignment, kernel);
}

function booting({ node, spec, snapshot, token }: Assignment, kernel: PayloadPart): string {
  const kernelLine = ['linux', at(kernel), ...spec.args.map(quoted)].join(' ');
  const initrdLine = ['initrd', ...spec.initrds.map(at)].join(' ');
  return script([
    // A machine that failed half way shows by its token that it is the one that claimed this boot.
    ...(token === undefined ? [] : [`set muster_query=${quoted(`?token=${token}`)}`]),
    `echo ${shown(`Muster: node ${node.name} boots image ${node.image ?? '(none)'}, snapshot ${snapshot.number}`)}`,
    `if ${kernelLine}; then`,
    ...(spec.initrds.length === 0 ? ['  boot'] : [`  if ${initrdLine}; then`, '    boot', '  fi']),
    'fi',
    `echo ${shown(`Muster: node ${node.name} could not fetch or start its payload`)}`,
  ]);
}

/** `$muster_base` is set by the bootstrap configuration; the rest of the path is literal. */
function at(part: PayloadPart): string {
  return `"$muster_base"${quoted(part.path)}`;
}

function waiting(told: readonly string[], seconds: number): string {
  return script([...told.map((line) => `echo ${shown(line)}`), `sleep ${seconds}`]);
}

function unknownMachine({ request }: ScriptRequest): string[] {
  const mac = request.mac ?? 'unknown';
  return [
    `Muster: nobody knows this machine (MAC ${mac})`,
    `Muster: on the server: muster node add NAME --hwaddr ${mac} --image IMAGE`,
  ];
}

function script(all: readonly string[]): string {
  return `${[`set ${ANSWERED}=yes`, ...all].join('\n')}\n`;
}
