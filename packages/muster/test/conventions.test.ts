import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CliCommand } from '../src/command.ts';
import { mount } from '../src/mount.ts';
import { optionName, optionsOf } from '../src/options.ts';
import { commandSections } from '../src/reference/sections.ts';

let own: readonly CliCommand[];
let all: readonly CliCommand[];

beforeAll(async () => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'muster-conventions-'));
  const sections = await commandSections(scratch);
  await rm(scratch, { recursive: true });
  own = sections.filter(({ plugin }) => !plugin).flatMap(({ commands }) => commands);
  all = sections.flatMap(({ commands }) => commands);
});

function longOptions(command: CliCommand): readonly string[] {
  return optionsOf(command).flatMap((option) => optionName(option).names);
}

/** Names of the commands that hold to none of these options. */
function without(commands: readonly CliCommand[], ...wanted: readonly string[]): string[] {
  return commands
    .filter((command) => wanted.some((name) => !longOptions(command).includes(name)))
    .map(({ name }) => name);
}

const LISTS = /(^| )(list|show|status|timeline|history|diff|plan|explain|watch|log|leases|commands)$/;
const CHANGES = /^((node|profile|image) (add|import|build|set|delete)|discover accept|rollback|reload)$/;
const PLANS = /^((node|profile) (add|import|set|delete)|image delete|rollback)$/;
const DESTROYS = /(^| )(delete|remove|rollback)$/;

/** Names in an argument or option that shells can complete, and what it then has to say it completes to. */
const NAMED: readonly [pattern: RegExp, completes: readonly string[]][] = [
  [/[<[]nodeset/, ['nodeset']],
  [/[<[]node[>\].]/, ['node']],
  [/[<[]profile[>\].]|--profile\b/, ['profile']],
  [/[<[]image[>\].]|--image\b/, ['image']],
  [/[<[]overlay[>\].]|-overlays\b/, ['overlay']],
  [/[<[]class[>\].]/, ['client-class']],
  [/[<[]snapshot[>\].]/, ['snapshot']],
  [/^[<[]mac[>\].]/, ['unknown-machine']],
];

describe('every command', () => {
  it('that lists or shows takes --output', () => {
    expect(
      without(
        all.filter(({ name }) => LISTS.test(name)),
        '--output',
      ),
    ).toEqual([]);
  });

  it('that changes the site takes --reason', () => {
    expect(
      without(
        own.filter(({ name }) => CHANGES.test(name)),
        '--reason',
      ),
    ).toEqual([]);
    expect(own.filter(({ changes }) => changes === true).filter(({ name }) => !CHANGES.test(name))).toEqual([]);
  });

  it('that changes the site tells programs what it did', () => {
    const wrong = own.filter(({ changes, result }) => (changes === true) !== (result !== undefined));
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(
      without(
        own.filter(({ result }) => result !== undefined),
        '--output',
      ),
    ).toEqual([]);
  });

  it('whose change can be planned takes --dry-run', () => {
    expect(
      without(
        own.filter(({ name }) => PLANS.test(name)),
        '--dry-run',
        '--output',
      ),
    ).toEqual([]);
  });

  it('that destroys takes --yes, --reason and --dry-run', () => {
    const destroying = all.filter(({ name }) => DESTROYS.test(name));
    expect(destroying.length).toBeGreaterThan(3);
    expect(without(destroying, '--yes', '--reason', '--dry-run')).toEqual([]);
    expect(all.filter(({ destroys }) => destroys === true).filter(({ name }) => !DESTROYS.test(name))).toEqual([]);
  });

  it('has a summary that begins with a capital and ends without a full stop', () => {
    const wrong = all.filter(({ summary }) => !/^[A-Z].*[^.]$/s.test(summary));
    expect(wrong.map(({ name, summary }) => `${name}: ${summary}`)).toEqual([]);
  });

  it('says what names in its arguments and options are, for completion', () => {
    const wrong = all.flatMap((command) =>
      [
        ...(command.arguments ?? []).map(({ syntax, completes }) => ({ text: syntax, completes })),
        ...(command.options ?? []).map(({ flags, completes }) => ({ text: flags, completes })),
      ].flatMap(({ text, completes }) =>
        NAMED.some(([pattern, kinds]) => pattern.test(text) && !kinds.includes(completes ?? ''))
          ? [`${command.name} ${text}: ${completes ?? 'nothing'}`]
          : [],
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('has each of its options once', () => {
    for (const command of all) {
      const names = longOptions(command);
      expect(new Set(names).size, command.name).toBe(names.length);
    }
  });

  it('has examples, each a command line that is understood as this command', async () => {
    const understood: string[] = [];
    const program = new Command('muster').exitOverride().configureOutput({ writeErr: () => undefined });
    program.option('--config <path>');
    for (const command of all) {
      mount(program, command, (run) => {
        understood.push(run.name);
        return Promise.resolve();
      });
    }
    for (const { name, examples } of all) {
      expect(examples.length, name).toBeGreaterThan(0);
      for (const example of examples) {
        const words = wordsOf(example);
        const start = words.indexOf('muster');
        expect(start, example).toBeGreaterThanOrEqual(0);
        understood.length = 0;
        await program.parseAsync(words.slice(start + 1), { from: 'user' }).catch((error: unknown) => {
          throw new Error(`"${example}" of "${name}": ${String(error)}`);
        });
        // `plan` shows what it is for with a command of another name.
        if (name !== 'plan') expect(understood, example).toEqual([name]);
      }
    }
  });
});

/** Words of a line as a shell parts them, up to a redirection. */
function wordsOf(line: string): string[] {
  const [command = ''] = line.split(/ [>|] /);
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}
