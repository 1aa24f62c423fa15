import type { Finding } from '@muster/core';

/** Subjects named for people; `--output json` names all of them. */
const MANY = 4;
const LEVELS = ['error', 'warning', 'note', 'ok'] as const;
const WIDTH = 'warning'.length;

/** Findings for people: by step, what is worst first, each with its remedy on a line of its own, and how many there are. */
export function findingsText(findings: readonly Finding[], heading: (text: string) => string): string {
  const steps = [...new Set(findings.map(({ step }) => step))];
  const parts = steps.map((step) => {
    const own = findings.filter((finding) => finding.step === step);
    const lines = LEVELS.flatMap((level) => own.filter((finding) => finding.level === level).map(linesOf));
    return [heading(step), ...lines].join('\n');
  });
  return [...parts, summary(findings)].join('\n\n');
}

function linesOf({ level, sentence, subjects, remedy }: Finding): string {
  const more = subjects.length - MANY + 1;
  const named = more > 1 ? `${subjects.slice(0, MANY - 1).join(', ')} and ${more} more` : subjects.join(', ');
  const line = `  ${level.padEnd(WIDTH)}  ${sentence} (${named})`;
  return remedy === undefined ? line : `${line}\n  ${' '.repeat(WIDTH)}  remedy: ${remedy}`;
}

function summary(findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'note'] as const).flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [`${count} ${level}${count === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'nothing is wrong' : counts.join(', ');
}
