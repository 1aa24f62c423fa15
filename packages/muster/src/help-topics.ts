import { EXIT_CODES } from './exit-codes.ts';

/** Something `muster help NAME` tells that is no command. Texts are paragraphs of plain words and of Markdown's code style. */
export interface HelpTopic {
  readonly name: string;
  readonly summary: string;
  readonly text: string;
}

export const NODE_SETS = `A node set is a list of names with ranges, \`n[01-40],login1\`, without what stands after \`!\`. Where nodes are chosen that
exist already, also \`@all\`, \`@profile:NAME\`, \`@image:NAME\`, \`@cluster:NAME\`, \`@tag:KEY\`, \`@tag:KEY=VALUE\`,
\`@state:STATE\` (up, booting, stuck, failed, waiting, never and so on) and \`@outdated\`: nodes that run something else than
they would get. What holds blanks, commas, \`!\`, \`=\` or quotes stands in quotes, \`@tag:"rack row"="3, left"\`, with a backslash
before quotes in it. Names that are not in the registry are errors, also behind \`!\`; a selection that nobody is in is an empty
list where nodes are listed, and an error where they are changed.`;

export const HELP_TOPICS: readonly HelpTopic[] = [
  {
    name: 'exit-codes',
    summary: 'What the exit code of a command says',
    text: EXIT_CODES.map(({ code, meaning }) => `${String(code).padStart(5)}  ${meaning}`).join('\n'),
  },
  { name: 'node-sets', summary: 'How several nodes are written', text: NODE_SETS.replaceAll('`', '') },
];
