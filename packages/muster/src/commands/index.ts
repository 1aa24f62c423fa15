import type { CliCommand } from '../command.ts';

/** A word after `muster`: a command, or a group of them. Its module is loaded when it is needed. */
export interface CommandEntry {
  readonly word: string;
  readonly summary: string;
  readonly load: () => Promise<readonly CliCommand[]>;
}

/** All commands of our own, in the order help shows them. */
export const commandEntries: readonly CommandEntry[] = [
  {
    word: 'init',
    summary: 'Write a first configuration',
    load: async () => [(await import('./init.ts')).init],
  },
  {
    word: 'serve',
    summary: 'Boot machines: run the server in the foreground',
    load: async () => [(await import('./serve.ts')).serve],
  },
  {
    word: 'doctor',
    summary: 'Look for what keeps machines from booting',
    load: async () => [(await import('./doctor.ts')).doctor],
  },
  {
    word: 'status',
    summary: 'Show whether the server runs and what it serves',
    load: async () => [(await import('./status.ts')).status],
  },
  {
    word: 'reload',
    summary: 'Have the server read everything again',
    load: async () => [(await import('./reload.ts')).reload],
  },
  {
    word: 'config',
    summary: 'Check and show the configuration',
    load: async () => (await import('./config/index.ts')).configCommands,
  },
  {
    word: 'plugin',
    summary: 'List plugins and their commands',
    load: async () => (await import('./plugin/index.ts')).pluginCommands,
  },
  {
    word: 'node',
    summary: 'Add, change and show nodes',
    load: async () => (await import('./node/index.ts')).nodeCommands,
  },
  {
    word: 'discover',
    summary: 'List machines nobody knows, and make them nodes',
    load: async () => (await import('./discover/index.ts')).discoverCommands,
  },
  {
    word: 'profile',
    summary: 'Add, change and show profiles: values that nodes share',
    load: async () => (await import('./profile/index.ts')).profileCommands,
  },
  {
    word: 'image',
    summary: 'Import and build what nodes boot',
    load: async () => (await import('./image/index.ts')).imageCommands,
  },
  {
    word: 'overlay',
    summary: 'Show and render the files that make nodes differ',
    load: async () => (await import('./overlay/index.ts')).overlayCommands,
  },
  {
    word: 'refresh',
    summary: 'Have running nodes take up their runtime overlays now',
    load: async () => [(await import('./refresh.ts')).refresh],
  },
  {
    word: 'explain',
    summary: 'Show what a node would get, before it boots',
    load: async () => [(await import('./explain.ts')).explain],
  },
  {
    word: 'plan',
    summary: 'Show which nodes a change reaches',
    load: async () => [(await import('./plan.ts')).plan],
  },
  {
    word: 'history',
    summary: 'List snapshots: who changed what, when and why',
    load: async () => [(await import('./history/list.ts')).list],
  },
  {
    word: 'diff',
    summary: 'Show what was changed between two snapshots',
    load: async () => [(await import('./history/diff.ts')).diff],
  },
  {
    word: 'rollback',
    summary: 'Go back to a snapshot',
    load: async () => [(await import('./history/rollback.ts')).rollback],
  },
  {
    word: 'watch',
    summary: 'Watch machines boot',
    load: async () => [(await import('./watch.ts')).watch],
  },
  {
    word: 'log',
    summary: 'Show what happened while machines booted',
    load: async () => [(await import('./log.ts')).log],
  },
  {
    word: 'sim',
    summary: 'Boot fake machines in front of the running server',
    load: async () => [(await import('./sim.ts')).sim],
  },
  {
    word: 'completion',
    summary: 'Print completion for bash, zsh or fish',
    load: async () => [(await import('./completion.ts')).completion],
  },
];
