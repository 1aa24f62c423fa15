import type { PluginEntry } from '@muster/core';
import type { TestProvisioner } from '../test-plugin.ts';
import type { LoaderMachine, MachineFacts } from './machine.ts';

/** A model of one build of a loader. */
export interface LoaderModel {
  /** Tells builds and firmware apart: `BIOS`, `UEFI, 2019`. */
  readonly name: string;
  /** Runs a script that came from `url` on a machine until it ends; the end of the script is one way. */
  run(script: string, url: string, machine: LoaderMachine): Promise<void>;
}

/** Where a loader begins: the URL of its first script, with what it knows of the machine put in, as DHCP and the loader's build say. */
export interface LoaderStart {
  readonly name: string;
  /** `tftp://` or `http://` */
  url(test: TestProvisioner, facts: MachineFacts): Promise<string>;
}

/** A plugin whose loader is held to the suite. */
export interface LoaderUnderTest {
  readonly plugin: PluginEntry;
  /** Options of the plugin. */
  readonly config?: unknown;
  /** Name of the loader as nodes name it. */
  readonly loader: string;
  readonly starts: readonly LoaderStart[];
  readonly models: readonly LoaderModel[];
  /** Every script passes through it before the loader sees it: to be checked by other means, or broken on purpose. */
  readonly through?: (script: string, url: string) => string;
}
