import type { BootView, StageView } from '@muster/core/client';

const SIGNS: Readonly<Record<StageView['state'], string>> = {
  done: '#',
  running: '>',
  failed: '!',
  waiting: '.',
  'not-seen-here': '-',
};

/** One sign a stage: `#` done, `>` running, `!` failed, `.` to come, `-` not seen here. */
export function stageBar({ stages }: Pick<BootView, 'stages'>): string {
  return stages.map(({ state }) => SIGNS[state]).join('');
}
