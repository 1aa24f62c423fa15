import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { Admission } from '../../src/agent/admission.ts';
import { createAgents } from '../../src/agent/index.ts';
import type { AgentAnswer, AgentPoll } from '../../src/agent/types.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import { createOverlayService } from '../../src/overlay/index.ts';
import type { ProgressEvent } from '../../src/progress/types.ts';
import { sampleKeys, sampleNode, sampleSnapshot, temporaryFolder, writeFiles } from '../overlay/sample.ts';

/** Agents of nodes n1 and n2, whose runtime overlay `o` is in a folder. */
async function sample(files: Readonly<Record<string, string>>, cost?: number) {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  const overlays = createOverlayService({ dirs: [{ origin: 'site', folder }], keys: sampleKeys(), home: folder });
  const nodes = ['n1', 'n2'].map((name) => sampleNode({ name, runtimeOverlays: ['o'], tags: { word: 'one' } }));
  const current = async (changed = nodes): Promise<Snapshot> =>
    sampleSnapshot(changed, { overlays: await overlays.scan() });
  let snapshot = await current();
  const events: ProgressEvent[] = [];
  const warn = vi.fn<(fields: object, message: string) => void>();
  const render = vi.fn<typeof overlays.render>((...args) => overlays.render(...args));
  const agents = createAgents({
    overlays: { render },
    timeline: { record: (event) => void events.push(event) },
    snapshot: () => snapshot,
    log: { warn },
    ...(cost === undefined ? {} : { admission: new Admission(cost) }),
  });
  return {
    agents,
    events,
    warn,
    render,
    poll: (node: string, more: Partial<AgentPoll> = {}): Promise<AgentAnswer> =>
      agents.poll({ node, have: undefined, wait: 60_000, gone: new AbortController().signal, ...more }),
    change: async (changed: Readonly<Record<string, string>>, names?: readonly string[]): Promise<void> => {
      await writeFiles(folder, changed);
      snapshot = await current(names === undefined ? nodes : nodes.filter(({ name }) => names.includes(name)));
      agents.changed();
    },
  };
}

const etagOf = (answer: AgentAnswer): string => (answer.kind === 'manifest' ? answer.manifest.etag : '');
const FILES = { 'o/rootfs/etc/a': 'a\n', 'o/rootfs/etc/b.ww': '{{.Id}}\n' };

describe('agents that ask what there is', () => {
  it('are told at once when they have nothing or something else, and wait when they have it', async () => {
    const { poll, change } = await sample(FILES);
    const first = await poll('n1');
    const etag = etagOf(first);
    expect(etag).not.toBe('');
    let answered = false;
    const waiting = poll('n1', { have: etag }).then((answer) => {
      answered = true;
      return answer;
    });
    await delay(20);
    expect(answered).toBe(false);
    await change({ 'o/rootfs/etc/a': 'changed\n' });
    const news = await waiting;
    expect(etagOf(news)).not.toBe(etag);
    expect(etagOf(news)).not.toBe('');
  });

  it('miss no change that comes while their question is being answered', async () => {
    const { poll, change, render } = await sample(FILES);
    const etag = etagOf(await poll('n1'));
    let changed: Promise<void> | undefined;
    const real = render.getMockImplementation();
    render.mockImplementationOnce(async (...args) => {
      const rendered = await real?.(...args);
      changed = change({ 'o/rootfs/etc/a': 'changed\n' });
      await changed;
      if (rendered === undefined) throw new Error('nothing was rendered');
      return rendered;
    });
    const answer = await poll('n1', { have: etag });
    expect(changed).toBeDefined();
    expect(answer.kind).toBe('manifest');
    expect(etagOf(answer)).not.toBe(etag);
  });

  it('are left alone by a change that is none for them', async () => {
    const { agents, poll, change, render } = await sample(FILES);
    const etag = etagOf(await poll('n1'));
    const waiting = poll('n1', { have: etag, wait: 300 });
    await change({ 'other/rootfs/etc/x': 'x\n' });
    expect(await waiting).toEqual({ kind: 'same', etag });
    expect(agents.view('n1')?.state).toBe('current');
    // What is rendered is kept: looked at again, not made again.
    const results = await Promise.all(render.mock.results.map(({ value }) => value as Promise<object>));
    expect(new Set(results).size).toBe(1);
  });

  it('are one for each node: who waits already is answered when another asks', async () => {
    const { poll } = await sample(FILES);
    const etag = etagOf(await poll('n1'));
    const old = poll('n1', { have: etag });
    await delay(20);
    const fresh = poll('n1', { have: etag, wait: 50 });
    expect(await old).toEqual({ kind: 'same', etag });
    expect(await fresh).toEqual({ kind: 'same', etag });
  });

  it('are sent away when too many ask', async () => {
    const { poll } = await sample(FILES, 60_000);
    const first = poll('n1', { wait: 0 });
    expect(await poll('n2')).toMatchObject({ kind: 'later', seconds: expect.any(Number) as number });
    expect((await first).kind).toBe('manifest');
  });

  it('are forgotten with their nodes', async () => {
    const { agents, poll, change } = await sample(FILES);
    const etag = etagOf(await poll('n1'));
    const waiting = poll('n1', { have: etag });
    await delay(20);
    await change({}, ['n2']);
    expect((await waiting).kind).toBe('same');
    expect(agents.view('n1')).toBeUndefined();
  });

  it('end their wait when the machine is gone', async () => {
    const { poll } = await sample(FILES);
    const etag = etagOf(await poll('n1'));
    const gone = new AbortController();
    const waiting = poll('n1', { have: etag, gone: gone.signal });
    await delay(20);
    gone.abort();
    expect((await waiting).kind).toBe('same');
  });
});

describe('what is known of an agent', () => {
  it('is that it is on its way until it says how that went, and then what it did', async () => {
    const { agents, poll, events } = await sample(FILES);
    await poll('n1');
    expect(agents.view('n1')?.state).toBe('pending');
    agents.report('n1', { outcome: 'updated', items: [{ what: 'placed', path: '/etc/a' }] });
    expect(agents.view('n1')).toMatchObject({ state: 'current', detail: 'placed /etc/a' });
    expect(events).toMatchObject([{ node: 'n1', stage: 'refresh', outcome: 'done', detail: 'placed /etc/a' }]);
  });

  it('is why it failed, until it has made up for it', async () => {
    const { agents, poll, events } = await sample(FILES);
    await poll('n1');
    agents.report('n1', { outcome: 'failed', items: [{ what: 'failed', path: '/etc/a', detail: 'no room' }] });
    expect(agents.view('n1')).toMatchObject({ state: 'failed', detail: 'failed /etc/a (no room)' });
    agents.report('n1', { outcome: 'unchanged', items: [] });
    expect(agents.view('n1')?.state).toBe('current');
    expect(events.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
  });

  it('is told once when it fails in the same way again, and when it kept something', async () => {
    const { agents, events, poll } = await sample(FILES);
    await poll('n1');
    const failed = { outcome: 'failed', items: [{ what: 'failed', path: '/etc/a', detail: 'no room' }] } as const;
    agents.report('n1', failed);
    agents.report('n1', failed);
    agents.report('n1', { ...failed, items: [{ what: 'failed', path: '/etc/b' }] });
    agents.report('n1', { outcome: 'unchanged', items: [{ what: 'kept', path: '/etc/c' }] });
    agents.report('n1', { outcome: 'unchanged', items: [] });
    expect(events.map(({ detail }) => detail)).toEqual(['failed /etc/a (no room)', 'failed /etc/b', 'kept /etc/c']);
  });

  it('is that its overlays cannot be rendered, which is logged once for all nodes', async () => {
    const { agents, poll, change, warn } = await sample(FILES);
    const etags = { n1: etagOf(await poll('n1')), n2: etagOf(await poll('n2')) };
    const waiting = [poll('n1', { have: etags.n1, wait: 500 }), poll('n2', { have: etags.n2, wait: 500 })];
    await delay(20);
    await change({ 'o/rootfs/etc/b.ww': '{{.NoSuchField}}\n' });
    await Promise.all(waiting);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]?.[1]).toContain('n[1-2]');
    expect(agents.view('n1')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('NoSuchField') as string,
    });
    await expect(poll('n1')).rejects.toThrow('NoSuchField');
  });
});

describe('what an agent is asked to do', () => {
  it('reaches it while it waits, and its word comes back', async () => {
    const { agents, poll } = await sample(FILES);
    const etag = etagOf(await poll('n1'));
    const waiting = poll('n1', { have: etag });
    await delay(20);
    const word = agents.order('n1', 'diff', AbortSignal.timeout(5000));
    const answer = await waiting;
    expect(answer).toMatchObject({ kind: 'manifest', task: { kind: 'diff' } });
    const task = answer.kind === 'manifest' ? answer.task?.id : undefined;
    const report = { outcome: 'unchanged' as const, items: [], ...(task === undefined ? {} : { task }) };
    agents.report('n1', report);
    expect(await word).toEqual(report);
    expect((await poll('n1', { have: etag, wait: 0 })).kind).toBe('same');
  });

  it('reaches it when it comes the next time, unless it was given up', async () => {
    const { agents, poll } = await sample(FILES);
    const etag = etagOf(await poll('n1'));
    void agents.order('n1', 'refresh', AbortSignal.timeout(5000));
    expect(await poll('n1', { have: etag })).toMatchObject({ kind: 'manifest', task: { kind: 'refresh' } });
    const { agents: others, poll: ask } = await sample(FILES);
    const had = etagOf(await ask('n1'));
    expect(await others.order('n1', 'refresh', AbortSignal.timeout(1))).toBeUndefined();
    expect((await ask('n1', { have: had, wait: 0 })).kind).toBe('same');
  });
});
