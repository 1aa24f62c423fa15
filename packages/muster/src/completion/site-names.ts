import type { Control } from '@muster/core';
import type { Candidate, Completes } from '@muster/core/client';
import { contributedCommands } from '../contributed.ts';
import type { Io } from '../io.ts';
import type { Site, SiteChoice } from '../site.ts';
import type { Names } from './complete.ts';
import type { Completable } from './wanted.ts';

/** A server that says nothing for so long is not asked, ms. */
const SILENCE_MS = 1500;

/** Names of a site: of its server when one answers, else out of its files. What cannot be had is left out. */
export function siteNames(choice: SiteChoice, io: Io): Names & { close(): Promise<void> } {
  let control: Promise<Control | undefined> | undefined;
  let contributed: Promise<readonly Completable[]> | undefined;
  let site: Promise<Site> | undefined;
  const server = (): Promise<Control | undefined> => {
    control ??= connected(choice).catch(() => undefined);
    return control;
  };
  const open = async (): Promise<Site> => {
    const silent = { ...io, stdout: nowhere, stderr: nowhere };
    site ??= import('../site.ts').then(({ openSite }) => openSite(choice, silent, 'command'));
    return site;
  };
  const commandsOf = async (asked: Control | undefined, worthLoading: boolean): Promise<readonly Completable[]> => {
    const { completeCalls } = await import('@muster/core/client');
    if (asked !== undefined) return (await asked.call(completeCalls.commands, {})).map(asOwn);
    return worthLoading ? (await contributedCommands(open)).commands : [];
  };
  return {
    of: async (kind, word) => {
      try {
        const asked = await server();
        if (asked !== undefined) return await ask(asked, kind, word);
        const { completeOffline } = await import('@muster/core/complete');
        const { overlaysDir } = await import('@muster/overlays');
        return await completeOffline({ find: choice, distributionOverlays: [overlaysDir] }, kind, word);
      } catch {
        return [];
      }
    },
    commands: async (worthLoading) => {
      try {
        const asked = await server();
        contributed ??= asked === undefined && !worthLoading ? undefined : commandsOf(asked, worthLoading);
        return (await contributed) ?? [];
      } catch {
        return [];
      }
    },
    close: async () => {
      await (await control)?.close();
      await (await site?.catch(() => undefined))?.close();
    },
  };
}

const nowhere = { write: () => undefined, columns: undefined };

async function connected(choice: SiteChoice): Promise<Control> {
  const { createControlClient, findSocket, serverCalls } = await import('@muster/core/client');
  const socket = await findSocket(choice);
  const client = createControlClient({ socket, authorship: { author: '-' }, silenceMs: SILENCE_MS });
  try {
    await client.call(serverCalls.hello, {});
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function ask(control: Control, kind: Completes, word: string): Promise<readonly Candidate[]> {
  const { completeCalls } = await import('@muster/core/client');
  const found = await control.call(completeCalls.names, { kind, word });
  return found.map(({ value, summary, open }) => ({
    value,
    ...(summary === undefined ? {} : { summary }),
    ...(open === true ? { open } : {}),
  }));
}

/** Contributed commands take `--output`, as those of {@link contributedCommands} do. */
function asOwn(command: Completable): Completable {
  return { ...command, lists: true };
}
