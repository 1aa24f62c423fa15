import type { CliCommand } from '../command.ts';

export const status: CliCommand = {
  name: 'status',
  summary: 'Show whether the server runs, where it listens, and how much there is',
  lists: true,
  examples: ['muster status', 'muster status --output json'],
  run: async (context) => {
    const { formatError, MusterError, serverCalls } = await import('@muster/core/client');
    const control = await context.control();
    const found = await control.call(serverCalls.status, {});
    const {
      daemon,
      version,
      pid,
      uptime,
      snapshot,
      listeners,
      nodes,
      profiles,
      images,
      overlays,
      problem,
      failures,
      agents = {},
    } = found;
    const rows = {
      server: daemon ? `running since ${since(uptime ?? 0)}` : 'not running',
      pid,
      version,
      snapshot: `${snapshot.number} of ${new Date(snapshot.time).toISOString()}`,
      listens: listeners.map(({ what, address, port }) => `${what} ${address}:${port}`),
      nodes,
      profiles,
      images,
      overlays,
      agents: agentsText(agents),
    };
    context.show(
      found,
      Object.entries(rows).flatMap(([field, value]) => (value === undefined ? [] : [{ field, value }])),
    );
    for (const failure of failures) context.note(formatError(new MusterError(failure)));
    if (problem !== undefined) context.note(`not in use: ${formatError(new MusterError(problem))}`);
    return undefined;
  },
};

/** `990 current, 2 failed`; nothing where no agent was heard of. */
function agentsText(agents: Readonly<Record<string, number>>): string | undefined {
  const counts = Object.entries(agents).map(([state, count]) => `${count} ${state}`);
  return counts.length === 0 ? undefined : counts.join(', ');
}

function since(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}
