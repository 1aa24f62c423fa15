import { createHash } from 'node:crypto';
import path from 'node:path';
import { type FuncMap, goFunc, goNil, goSlice, type GoStruct, type StructType, structOf } from '@muster/gotemplate';
import type { HostKey } from '../keystore/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { FactReader, Facts } from './facts.ts';
import type { Includes } from './include.ts';
import { systemdEscape, systemdEscapePath } from './systemd-escape.ts';
import type { TemplateOutput } from './template-output.ts';

/** What the functions of one rendering work on. */
export interface FunctionSources {
  readonly facts: Facts;
  readonly includes: Includes;
  readonly hostKeys: () => readonly HostKey[];
  readonly authorizedKeys: () => string;
  readonly hostLines: (snapshot: Snapshot) => string;
}

const hostKeyType: StructType<HostKey> = {
  name: '*muster.HostKey',
  fields: { Type: (key) => key.type, Private: (key) => key.privateKey, Public: (key) => key.publicKey },
};

/** Functions that do not depend on the output: Warewulf's, and HostKey, HostKeys, AuthorizedKeys and HostLines of our own. */
export function sourceFunctions(sources: FunctionSources): FuncMap {
  const { facts, includes } = sources;
  const hostKeys = (): readonly GoStruct[] => {
    facts.depend('host-keys', keysFact(sources.hostKeys), true);
    return sources.hostKeys().map((key) => structOf(hostKeyType, key));
  };
  return {
    Include: goFunc(['string'], (name) => includes.site(name)),
    IncludeFrom: goFunc(['string', 'string'], (image, name) => includes.image(image, name)),
    IncludeBlock: goFunc(['string', 'string'], (name, end) => includes.block(name, end)),
    readlink: goFunc(['string'], (name) => includes.target(name)),
    basename: goFunc(['string'], (name) => path.posix.basename(name) || (name === '' ? '.' : '/')),
    inc: goFunc(['int'], (number) => number + 1),
    dec: goFunc(['int'], (number) => number - 1),
    SystemdEscape: goFunc(['string'], systemdEscape),
    SystemdEscapePath: goFunc(['string'], systemdEscapePath),
    UniqueField: goFunc(['string', 'int', 'string'], uniqueField),
    IgnitionJson: goFunc([], () => ''),
    HostKeys: goFunc([], () => goSlice('*muster.HostKey', hostKeys())),
    HostKey: goFunc(
      ['string'],
      (type) => hostKeys().find((key) => key.field('Type') === type) ?? goNil('*muster.HostKey'),
    ),
    AuthorizedKeys: goFunc([], () => {
      facts.depend('authorized-keys', textFact(sources.authorizedKeys));
      return sources.authorizedKeys();
    }),
    HostLines: goFunc([], () => {
      facts.depend('host-lines', sources.hostLines);
      return sources.hostLines(facts.snapshot);
    }),
  };
}

function keysFact(keys: () => readonly HostKey[]): FactReader {
  return () => hashOf(JSON.stringify(keys()));
}

function textFact(text: () => string): FactReader {
  return () => hashOf(text());
}

/** Functions that steer where the text of the template at work goes. They print nothing. */
export function outputFunctions(output: () => TemplateOutput, includes: Includes): FuncMap {
  const silent = (act: () => void): string => {
    act();
    return '';
  };
  return {
    file: goFunc(['string'], (name) =>
      silent(() => {
        output().file(name);
      }),
    ),
    softlink: goFunc(['string'], (target) =>
      silent(() => {
        output().softlink(target);
      }),
    ),
    ImportLink: goFunc(['string'], (name) =>
      silent(() => {
        output().softlink(includes.target(name));
      }),
    ),
    abort: goFunc([], () => output().abort()),
    // Archives never hold backups, so there is nothing to switch off.
    nobackup: goFunc([], () => ''),
  };
}

/** Keeps the first of the lines that have the same field number `index`; lines without that field all stay. */
function uniqueField(separator: string, index: number, text: string): string {
  const seen = new Set<string>();
  const kept = text.split('\n').filter((line) => {
    const field = line.split(separator)[index];
    if (field === undefined || field === '') return true;
    if (seen.has(field)) return false;
    seen.add(field);
    return true;
  });
  return kept.join('\n');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
