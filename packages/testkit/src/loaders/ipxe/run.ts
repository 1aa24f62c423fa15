import { LoaderFault } from '../fault.ts';
import type { LoaderMachine } from '../machine.ts';
import { runCommand } from './commands.ts';
import { expandSettings } from './expand.ts';
import { IpxeImages } from './images.ts';
import { type IpxeLine, readIpxeScript } from './script.ts';
import { settingsOf } from './settings.ts';

/** How builds of iPXE differ where a script can see it. */
export interface IpxeBuild {
  readonly platform: 'pcbios' | 'efi';
  /** The kernel gets the initrds that its command line names, looked up in this order, and no others (UEFI builds of 2019). */
  readonly initrdsByName: boolean;
}

/** What all scripts of one iPXE share. */
export interface IpxeState {
  readonly build: IpxeBuild;
  readonly machine: LoaderMachine;
  readonly images: IpxeImages;
  readonly settings: Map<string, string>;
  readonly menus: Map<string, MenuItem[]>;
  /** Another script waits for this one's end. */
  readonly isNested: boolean;
}

export interface MenuItem {
  readonly label: string;
  readonly text: string;
  readonly isDefault: boolean;
}

/** What a command does to the script it stands in: `jump` to a line, `exit` it, or put another in its place. */
export type IpxeEffect = { readonly jump: number } | { readonly exit: number } | { readonly replace: string };

export function newIpxe(build: IpxeBuild, machine: LoaderMachine): IpxeState {
  return { build, machine, images: new IpxeImages(), settings: new Map(), menus: new Map(), isNested: false };
}

/**
 * Runs a script as `script_exec` and `system` do (image/script.c, core/exec.c): line by line, each expanded word by word; a line that fails ends
 * the script. @throws {LoaderFault} when it failed.
 */
export async function runScript(text: string, state: IpxeState): Promise<void> {
  let current: string | undefined = text;
  while (current !== undefined) {
    const lines = readIpxeScript(current);
    if (lines === undefined) {
      state.machine.complain('no iPXE script');
      throw new LoaderFault('no iPXE script');
    }
    current = await runLines(lines, state);
  }
}

/** The text that takes the script's place, if any. */
async function runLines(lines: readonly IpxeLine[], state: IpxeState): Promise<string | undefined> {
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    at += 1;
    const effect = await runLine(line?.words ?? [], lines, state);
    if (effect === undefined) continue;
    if ('replace' in effect) return effect.replace;
    if ('jump' in effect) at = effect.jump;
    else if (!state.isNested) state.machine.leave('firmware', `exit ${effect.exit}`);
    else if (effect.exit !== 0) throw new LoaderFault(`exit ${effect.exit}`);
    else return undefined;
  }
  return undefined;
}

async function runLine(
  line: readonly string[],
  lines: readonly IpxeLine[],
  state: IpxeState,
): Promise<IpxeEffect | undefined> {
  let fault: LoaderFault | undefined;
  for (const { when, words } of commandsOf(line)) {
    if ((when === '&&' && fault !== undefined) || (when === '||' && fault === undefined)) continue;
    state.machine.step();
    fault = undefined;
    try {
      const setting = settingsOf(state.machine.facts, state.build.platform, state.settings);
      const expanded = words.map((word) => expandSettings(word, setting));
      const effect = expanded.length === 0 ? undefined : await runCommand(expanded, lines, state);
      if (effect !== undefined) return effect;
    } catch (error) {
      if (!(error instanceof LoaderFault)) throw error;
      fault = error;
      state.settings.set('errno', '2d0c603b');
    }
  }
  if (fault !== undefined) throw fault;
  return undefined;
}

interface Conditional {
  readonly when: '||' | '&&' | ';';
  readonly words: readonly string[];
}

/** Operators are words of their own, and a word that begins with `#` is the rest of the line's end. */
function commandsOf(line: readonly string[]): readonly Conditional[] {
  const commands: { when: Conditional['when']; words: string[] }[] = [{ when: ';', words: [] }];
  for (const word of line) {
    if (word.startsWith('#')) break;
    if (word === '||' || word === '&&' || word === ';') commands.push({ when: word, words: [] });
    else commands.at(-1)?.words.push(word);
  }
  return commands;
}
