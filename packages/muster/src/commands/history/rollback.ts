import { type CliCommand, requiredText } from '../../command.ts';
import { snapshotNumber } from '../../snapshot-number.ts';

export const rollback: CliCommand = {
  name: 'rollback',
  summary: 'Make registry, site overlays and images what they were in a snapshot',
  arguments: [{ syntax: '<snapshot>', summary: 'its number; see muster history', completes: 'snapshot' }],
  options: [{ flags: '--keep-images', summary: 'leave what image names stand for as it is' }],
  changes: true,
  plans: true,
  destroys: true,
  result: {
    snapshot: 'its number',
    images: 'whether what image names stand for was taken back too',
    aside: 'folder with a copy of what was there',
    removed: 'registry files that are no longer there',
  },
  examples: [
    'muster rollback 41 --dry-run',
    'muster rollback 41 --reason "n2 hung"',
    'muster rollback 41 --keep-images --yes',
  ],
  run: async (context, args, options) => {
    const { historyCalls } = await import('@muster/core/client');
    const control = await context.control();
    const number = await snapshotNumber(requiredText(args, 'snapshot'));
    const lost = await control.call(historyCalls.diff, { from: number });
    await context.confirm(`Take ${lost.length} changes back to snapshot ${number} (muster diff ${number} lists them)?`);
    const images = options.keepImages !== true;
    const { aside, removed } = await control.call(historyCalls.rollback, { number, images });
    context.tell(`registry, overlays${images ? ' and images' : ''} are those of snapshot ${number}`, {
      snapshot: number,
      images,
      aside,
      removed,
    });
    for (const file of removed) context.note(`no longer there: ${file}`);
    context.note(`a copy of what was there: ${aside}`);
    return undefined;
  },
};
