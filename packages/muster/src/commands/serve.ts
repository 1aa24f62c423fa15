import type { CliCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { examine } from '../doctor/examine.ts';
import type { Site } from '../site.ts';
import { LineBatch } from '../output/line-batch.ts';

export const serve: CliCommand = {
  name: 'serve',
  summary: 'Boot machines: run the server in the foreground until it is stopped',
  options: [
    { flags: '--check', summary: 'only look what is missing before machines can boot, as "muster doctor" does' },
  ],
  lists: true,
  examples: ['muster serve', 'muster serve --check', 'muster serve --config /srv/site/muster.config.yaml'],
  run: async (context, _args, options) =>
    options.check === true ? examine(context) : run(context, await context.site('service')),
};

/** Serves until SIGINT or SIGTERM; SIGHUP reads registry, images and overlays again. */
async function run(context: CliContext, site: Site): Promise<undefined> {
  const { formatEvent, loginName, reloadServer } = await import('@muster/core');
  const { io } = context;
  const events = new LineBatch((text) => {
    context.print(text);
  });
  const stops = [
    site.services.timeline.subscribe((event) => {
      events.add(formatEvent(event));
    }),
    io.onSignal('SIGHUP', () => {
      const authorship = { author: loginName(io.env), reason: 'SIGHUP' };
      void reloadServer({ site, daemon: true, authorship }).then(({ renewed, config }) => {
        context.print(renewed ? 'reloaded' : 'reloaded: nothing had changed');
        if (config === 'changed') context.note('the configuration has changed: restart to use it');
        if (config === 'broken') context.note('the configuration cannot be used any more: see "muster config check"');
      });
    }),
  ];
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      stops.push(
        io.onSignal(signal, () => {
          resolve(signal);
        }),
      );
    }
  });
  try {
    await site.serve();
    context.print('ready; Ctrl-C stops');
    context.print(`${await stopped}: closing`);
    await site.close();
  } finally {
    for (const stop of stops) stop();
    events.flush();
  }
  return undefined;
}
