import type { Explanation } from '@muster/core';
import { formatBytes } from '@muster/core/client';
import { formatMode } from '../mode.ts';
import { placeOf } from '../place.ts';

/** Part of an explanation that `--step` chooses. */
export interface Section {
  readonly step: string;
  readonly title: string;
  readonly lines: readonly string[];
}

type Part = Explanation['initrds'][number];
type Overlay = Explanation['overlays']['system'];

/** Steps of an explanation in the order of a boot, then what is known of the node. */
export const STEPS = [
  'offer',
  'boot-file',
  'script',
  'kernel',
  'arguments',
  'initrds',
  'deploy',
  'system',
  'runtime',
  'root',
  'findings',
  'values',
] as const;

/** The whole explanation for people; sections without content are left out, but for findings. */
export function sectionsOf(explanation: Explanation): Section[] {
  const { script, kernel, args, initrds, deploy, overlays, root, stages, loader, findings, values } = explanation;
  const sections: Section[] = [
    ...explanation.offers.map(({ clientClass, by, lines }) => ({
      step: 'offer',
      title: `DHCP offer to ${clientClass} ${by === undefined ? '(nobody here answers DHCP)' : `by ${by}`}`,
      lines,
    })),
    {
      step: 'boot-file',
      title: 'Boot file',
      lines: explanation.offers.map(
        ({ clientClass, bootFile, bootFileBy, bootFileReason: reason }) =>
          `${clientClass}: ${bootFile ?? '(none)'}${bootFileBy === undefined ? '' : ` by ${bootFileBy}`}${reason === undefined ? '' : `: ${reason}`}`,
      ),
    },
    {
      step: 'script',
      title: `Script of ${loader ?? '(no loader)'}${script === undefined ? '' : ` by ${script.by}`}`,
      lines: script?.text.trimEnd().split('\n') ?? [],
    },
    { step: 'kernel', title: 'Kernel', lines: kernel === undefined ? [] : [partLine(kernel)] },
    {
      step: 'arguments',
      title: 'Kernel arguments',
      lines: args.map(
        ({ text, by, layers, where }) => `${text}   ${[by, ...layers, placeOf(where)].filter(Boolean).join(' ')}`,
      ),
    },
    { step: 'initrds', title: 'Fetched by the loader', lines: initrds.map(partLine) },
    { step: 'deploy', title: 'Fetched by the first stage', lines: deploy.map(partLine) },
    overlaySection('system', overlays.system),
    overlaySection('runtime', overlays.runtime),
    { step: 'root', title: 'Root', lines: [`${root}, ${stages === 'two' ? 'two stages' : 'a single stage'}`] },
    {
      step: 'findings',
      title: findings.length === 0 ? 'Nothing here will fail' : 'What will fail, or may',
      lines: findings.flatMap(({ level, code, sentence, remedy }) => [
        `${level}: ${sentence} [${code}]`,
        `  ${remedy}`,
      ]),
    },
    {
      step: 'values',
      title: 'Values',
      lines: values.flatMap(valueLines),
    },
  ];
  return sections.filter(({ step, lines }) => lines.length > 0 || step === 'findings');
}

/** A list has a line for each item below it: they may come from several places. */
function valueLines({ field, value, layers, where, items }: Explanation['values'][number]): string[] {
  const line = (what: string, given: unknown, from: readonly string[], at: typeof where): string =>
    `${what}${typeof given === 'string' ? given : JSON.stringify(given)}   ${[...from, placeOf(at)].filter(Boolean).join(' ')}`;
  if (items === undefined) return [line(`${field} = `, value, layers, where)];
  return [
    `${field} = ${JSON.stringify(value)}`,
    ...items.map((item) => line('  ', item.value, [item.layer], item.where)),
  ];
}

function partLine({ role, path, size: bytes, digest, by }: Part): string {
  const facts = [
    bytes === undefined ? '' : formatBytes(bytes),
    digest === undefined ? '' : `sha256 ${digest.slice(0, 12)}`,
  ];
  return [role.padEnd(9), path, ...facts, `by ${by.join(', ')}`].filter((fact) => fact !== '').join('  ');
}

function overlaySection(step: 'system' | 'runtime', { overlays, digest, size: bytes, files }: Overlay): Section {
  const facts = digest === undefined ? '' : `, ${formatBytes(bytes)}, sha256 ${digest.slice(0, 12)}`;
  return {
    step,
    title: `Overlays of the ${step} archive: ${overlays.join(', ') || '(none)'}${facts}`,
    lines: files.map(({ path, mode, uid, gid, size: length, target, overlay }) => {
      const end = target === undefined ? '' : ` -> ${target}`;
      return `${formatMode(mode)} ${uid}:${gid} ${String(length ?? '').padStart(7)} ${path}${end}   ${overlay}`;
    }),
  };
}
