import type { Command, Lifecycle } from '@muster/core';
import type { CliCommand } from './command.ts';
import type { Site } from './site.ts';

/** Commands that the configured plugins contribute; why there are none when the site cannot be opened. */
export interface Contributed {
  readonly commands: readonly CliCommand[];
  readonly problem?: unknown;
}

/** Asks the site's plugins for their commands. Never throws: help has to work without a configuration. */
export async function contributedCommands(open: () => Promise<Site>): Promise<Contributed> {
  try {
    const { provisioner } = await open();
    return { commands: provisioner.contributions.of('commands').map(({ item }) => adapt(item)) };
  } catch (problem) {
    return { commands: [], problem };
  }
}

/** A plugin's command in the shape of our own. */
export function adapt(command: Command): CliCommand {
  return {
    name: command.name,
    summary: command.summary,
    examples: command.examples ?? [`muster ${command.name}`],
    lists: true,
    ...(command.arguments === undefined ? {} : { arguments: command.arguments }),
    ...(command.options === undefined ? {} : { options: command.options }),
    run: async (context, args, options) => {
      const site = await context.site();
      await command.run({
        args,
        options,
        services: site.services,
        site: site.config,
        snapshot: () => site.snapshot(),
        lifecycle: onSnapshot(site),
        print: (text) => {
          context.print(text.replace(/\n$/, ''));
        },
        table: (rows) => {
          context.table(rows);
        },
        progress: (step, done, total) => {
          context.progress.step(step, done, total);
        },
      });
      await context.settle();
      return undefined;
    },
  };
}

/** The site's lifecycle, which reads the snapshot when a step first needs it. */
function onSnapshot(site: Site): Lifecycle {
  const { lifecycle } = site.provisioner;
  return {
    discover: async (request) => {
      await site.snapshot();
      return lifecycle.discover(request);
    },
    assign: async (request) => {
      await site.snapshot();
      return lifecycle.assign(request);
    },
    assignScript: async (request) => {
      await site.snapshot();
      return lifecycle.assignScript(request);
    },
    answerUnknown: (request) => lifecycle.answerUnknown(request),
    render: (kind, request) => lifecycle.render(kind, request),
    loaderFor: (assignment) => lifecycle.loaderFor(assignment),
    choiceFor: (assignment) => lifecycle.choiceFor(assignment),
    endpoints: (facts) => lifecycle.endpoints(facts),
  };
}
