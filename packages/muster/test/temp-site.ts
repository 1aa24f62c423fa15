import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
// Loaded with the test file, as commands load them when they run: their time must not count as a test's.
import '../src/site.ts';
import '@muster/core';
import '@muster/overlays';
import { run } from '../src/run.ts';
import { type FakeIo, type FakeOptions, fakeIo } from './fake-io.ts';

// Branded by the registered symbol, as a plugin of another copy of core would be.
const PLUGIN = `export default {
  name: 'greet', version: '1.2.3', api: '^1.0.0', summary: 'greets', [Symbol.for('muster.plugin')]: true,
  configSchema: { type: 'object', properties: { word: { type: 'string', default: 'hello' } } },
  apply({ config, contribute, hooks }) {
    hooks.assign.tap('greet', (spec) => spec);
    contribute({
      provides: [{ step: 'script', loader: 'greet' }],
      checks: [{ name: 'mood', run: async () => [{ level: 'warning', sentence: 'it rains', remedy: 'wait' }] }],
      commands: [
        {
          name: 'greet node', summary: 'Greet a node',
          arguments: [{ syntax: '<node>', summary: 'whom' }],
          options: [{ flags: '--times <number>', summary: 'how often', default: 1 }],
          async run({ args, options, print, table, snapshot, lifecycle }) {
            const { registry } = await snapshot();
            if (registry.node(args.node) === undefined) throw new Error('no such node');
            if (lifecycle.loaderFor(undefined) !== 'greet') throw new Error('no loader');
            table([{ word: config.word, node: args.node, times: options.times }]);
          },
        },
        { name: 'image greet', summary: 'Greet all images', async run({ print }) { print('hello images\\n'); } },
      ],
    });
  },
};
`;
const CONFIG = `networks:
  cluster: { cidr: 127.0.0.0/8, address: 127.0.0.1 }
http: { port: 0 }
plugins: [./greet.mjs]
`;
const PROFILES = `profiles:
  default:
    image: debian
    systemOverlays: [motd]
    kernel: { args: [quiet] }
`;

/** A site in a folder of its own, and command lines run against it in this process. */
export interface TempSite {
  readonly folder: string;
  /** Runs `muster` with these words. */
  muster(words: readonly string[], options?: FakeOptions): Promise<{ code: number; out: string; err: string }>;
  /** The same, without waiting for its end. */
  start(words: readonly string[]): { io: FakeIo; done: Promise<number> };
  write(name: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

export async function tempSite(): Promise<TempSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-cli-'));
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  await write('greet.mjs', PLUGIN);
  await write('muster.config.yaml', CONFIG);
  await write('registry/profiles.yaml', PROFILES);
  await write('overlays/motd/rootfs/etc/motd.ww', 'This is {{ .Id }}\n');
  return {
    folder,
    write,
    muster: async (words, options = {}) => {
      const io = fakeIo({ cwd: folder, ...options });
      const code = await run(words, io);
      return { code, out: io.out().replaceAll(folder, 'SITE'), err: io.err().replaceAll(folder, 'SITE') };
    },
    start: (words) => {
      const io = fakeIo({ cwd: folder });
      return { io, done: run(words, io) };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
