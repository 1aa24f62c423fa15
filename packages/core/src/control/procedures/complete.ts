import { COMPLETIONS } from '../../complete/types.ts';
import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { optionalText } from './words.ts';

const completes = Type.Words(COMPLETIONS, { description: 'what a word stands for' });

const names = procedure({
  name: 'complete.names',
  summary: 'What the word at the cursor of a shell may become',
  method: 'GET',
  path: '/complete',
  input: Type.Object({ kind: completes, word: Type.String({ description: 'as far as it is typed' }) }),
  output: Type.Array(
    Type.Object({
      value: Type.String({ description: 'the whole word' }),
      summary: optionalText,
      open: Type.Optional(Type.Boolean({ description: 'only the beginning of a word' })),
    }),
  ),
  run: async ({ site, snapshot }, { kind, word }) => {
    const { completeNames } = await import('../../complete/complete-names.ts');
    const { snapshotNames } = await import('../../complete/snapshot-names.ts');
    return completeNames(snapshotNames(snapshot, site), kind, word);
  },
});

const commands = procedure({
  name: 'complete.commands',
  summary: "The commands that the site's plugins bring, with their arguments and options",
  method: 'GET',
  path: '/complete/commands',
  input: Type.Object({}),
  output: Type.Array(
    Type.Object({
      name: Type.String(),
      summary: Type.String(),
      arguments: Type.Array(
        Type.Object({ syntax: Type.String(), summary: Type.String(), completes: Type.Optional(completes) }),
      ),
      options: Type.Array(
        Type.Object({ flags: Type.String(), summary: Type.String(), completes: Type.Optional(completes) }),
      ),
    }),
  ),
  run: ({ site }) =>
    Promise.resolve(
      site.provisioner.contributions.items('commands').map((command) => ({
        name: command.name,
        summary: command.summary,
        arguments: (command.arguments ?? []).map(({ syntax, summary, completes: kind }) => ({
          syntax,
          summary,
          completes: kind,
        })),
        options: (command.options ?? []).map(({ flags, summary, completes: kind }) => ({
          flags,
          summary,
          completes: kind,
        })),
      })),
    ),
});

export const completeCalls = { names, commands };
