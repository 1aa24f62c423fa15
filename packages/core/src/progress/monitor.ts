import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileDurably } from '../artifact/durable-file.ts';
import type { Contributions } from '../plugin/contributions.ts';
import type { Logger, Services } from '../plugin/types.ts';
import { breathe } from '../registry/breathe.ts';
import type { Boot } from './boots/boot.ts';
import { Examiner } from './examine.ts';
import { createExpectations } from './expect/expectations.ts';
import { LearnedTimes } from './expect/learned-times.ts';
import type { FactSources } from './facts.ts';
import { BootJournal } from './journal/boot-journal.ts';
import { readJournal } from './journal/read.ts';
import type { ProgressEvent } from './types.ts';
import { viewOf } from './view.ts';
import type { BootView } from './view-schema.ts';

export interface BootMonitorOptions {
  readonly services: Pick<Services, 'timeline' | 'sessions'>;
  readonly sources: Omit<FactSources, 'pinned' | 'provides'>;
  readonly contributions: Pick<Contributions, 'items'>;
  readonly log: Logger;
  /** Folder of journal and learnt times. */
  readonly folder: string;
}

/** The boots of a site, with what was known before a restart, what is late, and why. */
export interface BootMonitor {
  /** Reads the journal, once; nothing is written. For commands without a server. */
  load(): Promise<void>;
  /** Reads the journal, writes it from now on, and looks at boots under way every second. */
  start(): Promise<void>;
  close(): Promise<void>;
  /** Latest boot of every machine that has one. */
  list(): BootView[];
  /** Boots of a machine by node name or MAC, oldest first. */
  of(who: string): BootView[];
  /** Calls back with changed boots, at most every `everyMs`, until the returned function is called. */
  watch(listener: (boots: BootView[]) => void, everyMs?: number): () => void;
  /** Events of a machine (all without one) that the journal holds, oldest first. */
  history(who?: string): AsyncIterable<ProgressEvent>;
}

const EVERY_MS = 1000;
const WATCH_MS = 250;
/** Ticks between two writings of learnt times. */
const SAVE_TICKS = 60;
/** A boot nothing is heard of for so long is nobody's worry any more. */
const FORGOTTEN_MS = 24 * 3600_000;

export function createBootMonitor(options: BootMonitorOptions): BootMonitor {
  const { services, contributions, log, folder } = options;
  const { timeline, sessions } = services;
  const { boots } = timeline;
  const learnedFile = path.join(folder, 'learned.json');
  const stops: (() => void)[] = [];
  let learned = new LearnedTimes();
  let journal: BootJournal | undefined;
  let examiner: Examiner | undefined;
  let loading: Promise<void> | undefined;
  let ticking: Promise<void> = Promise.resolve();

  const view = (boot: Boot): BootView => {
    const kind = examiner?.kind(boot);
    const usual = kind === undefined ? undefined : (stage: string) => learned.usual(kind, stage);
    return viewOf(boot, {
      now: Date.now(),
      contributed: contributions.items('stages'),
      ...(usual === undefined ? {} : { usual }),
    });
  };
  const load = async (): Promise<void> => {
    learned = await readLearned(learnedFile, log);
    for await (const line of readJournal(folder)) {
      if ('boot' in line) boots.restore(line.boot);
      else boots.record(line.event);
    }
  };
  const learn = (boot: Boot): void => {
    const kind = examiner?.kind(boot);
    if (boot.up === undefined || kind === undefined || taught.has(boot)) return;
    taught.add(boot);
    learned.learn(kind, boot);
  };
  const taught = new WeakSet<Boot>();
  const save = async (): Promise<void> => {
    if (!learned.changed) return;
    learned.changed = false;
    await writeFileDurably(learnedFile, `${JSON.stringify(learned)}\n`, 0o640);
  };
  const tick = async (): Promise<void> => {
    const pause = breathe();
    for (const boot of boots.open()) {
      const now = Date.now();
      if (examiner?.due(boot, now) !== true) continue;
      await pause();
      if (now - boot.updated > FORGOTTEN_MS) boots.rest(boot);
      else if (await examiner.look(boot, now)) boots.changed(boot);
    }
  };

  return {
    load: () => {
      loading ??= load();
      return loading;
    },
    start: async () => {
      loading ??= load();
      await loading;
      await mkdir(folder, { recursive: true, mode: 0o750 });
      const onError = (error: unknown): void => {
        log.error({ err: error }, 'the journal of boots cannot be written');
      };
      const written = new BootJournal({ folder, latest: () => boots.all(), onError });
      journal = written;
      await written.open();
      examiner = new Examiner({
        boots,
        learned,
        expect: createExpectations(options.sources.site.boot.expect ?? {}, learned),
        sources: {
          ...options.sources,
          provides: () => new Set(contributions.items('provides').map(({ step }) => step)),
          pinned: ({ id }) => sessions.get(id)?.snapshot,
        },
        listening: Date.now(),
      });
      stops.push(
        timeline.subscribe((event) => {
          written.append(event);
        }),
        boots.onChange(learn),
      );
      let ticks = 0;
      let busy = false;
      const timer = setInterval(() => {
        if (busy) return;
        busy = true;
        ticks += 1;
        ticking = tick()
          .then(() => (ticks % SAVE_TICKS === 0 ? save() : undefined))
          .catch((error: unknown) => {
            log.error({ err: error }, 'boots could not be looked at');
          })
          .finally(() => (busy = false));
      }, EVERY_MS).unref();
      stops.push(() => {
        clearInterval(timer);
      });
    },
    close: async () => {
      for (const stop of stops.splice(0)) stop();
      await ticking;
      if (journal === undefined) return;
      await journal.close();
      await save().catch((error: unknown) => {
        log.error({ err: error }, 'learnt times cannot be written');
      });
    },
    list: () => [...boots.all()].map(view),
    of: (who) => boots.of(who).map(view),
    watch: (listener, everyMs = WATCH_MS) =>
      watchBoots(
        boots,
        (changed) => {
          listener(changed.map(view));
        },
        everyMs,
      ),
    history: async function* (who) {
      await journal?.flush();
      for await (const line of readJournal(folder)) {
        if (!('event' in line)) continue;
        const { node, mac } = line.event;
        if (who === undefined || node === who || mac === who) yield line.event;
      }
    },
  };
}

function watchBoots(
  boots: Services['timeline']['boots'],
  listener: (boots: Boot[]) => void,
  everyMs: number,
): () => void {
  let changed = new Set<Boot>();
  let timer: NodeJS.Timeout | undefined;
  const stop = boots.onChange((boot) => {
    changed.add(boot);
    timer ??= setTimeout(() => {
      timer = undefined;
      const told = [...changed];
      changed = new Set();
      listener(told);
    }, everyMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

async function readLearned(file: string, log: Logger): Promise<LearnedTimes> {
  try {
    return new LearnedTimes(JSON.parse(await readFile(file, 'utf8')) as ConstructorParameters<typeof LearnedTimes>[0]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn({ err: error }, 'learnt times of boots cannot be read');
    return new LearnedTimes();
  }
}
