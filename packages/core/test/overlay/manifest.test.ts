import { describe, expect, it } from 'vitest';
import { isMusterError } from '../../src/errors/index.ts';
import { parseManifest } from '../../src/overlay/manifest.ts';

function failure(text: string): string {
  try {
    parseManifest('o', 'overlay.yaml', text);
  } catch (error) {
    if (isMusterError(error)) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('parseManifest', () => {
  it('reads summary and rules in order', () => {
    expect(parseManifest('o', 'f', 'summary: s\nfiles:\n  /a: { mode: "0600" }\n  /b*: { uid: 1, gid: 2 }\n')).toEqual({
      summary: 's',
      rules: [
        { pattern: '/a', mode: 0o600 },
        { pattern: '/b*', uid: 1, gid: 2 },
      ],
    });
  });

  it('reads what the agent of a running node is to do besides', () => {
    const text = 'files:\n  /a: { backup: true, run: "systemctl reload a" }\n  /b: { backup: false }\n';
    expect(parseManifest('o', 'f', text).rules).toEqual([
      { pattern: '/a', backup: true, run: 'systemctl reload a' },
      { pattern: '/b', backup: false },
    ]);
  });

  it.each(['', '# nothing\n', 'files: {}\n'])('takes %j for no rules', (text) => {
    expect(parseManifest('o', 'f', text)).toEqual({ rules: [] });
  });

  it.each([
    [
      'files: {',
      'overlay.yaml:1:9: overlay.yaml of overlay "o": Flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['- a', 'overlay.yaml:1:1: overlay.yaml of overlay "o": the file has to be a mapping'],
    ['summary: 1', 'overlay.yaml:1:10: overlay.yaml of overlay "o": summary has to be text'],
    ['file: {}', 'overlay.yaml:1:1: overlay.yaml of overlay "o": "file" is not known here; allowed are summary, files'],
    [
      'files:\n  /a: { mod: "0600" }',
      'overlay.yaml:2:9: files./a: overlay.yaml of overlay "o": "mod" is not known here; allowed are mode, uid, gid, backup, run',
    ],
    [
      'files:\n  /a: { mode: 0600 }',
      'overlay.yaml:2:15: overlay.yaml of overlay "o": files./a.mode has to be octal digits in quotation marks, e.g. "0600"',
    ],
    [
      'files:\n  /a: { mode: "0800" }',
      'overlay.yaml:2:15: overlay.yaml of overlay "o": files./a.mode has to be octal digits in quotation marks, e.g. "0600"',
    ],
    [
      'files:\n  /a: { uid: root }',
      'overlay.yaml:2:14: overlay.yaml of overlay "o": files./a.uid has to be a number: nodes may not know the names of this machine',
    ],
    ['files:\n  a: { uid: 0 }', 'overlay.yaml:2:6: overlay.yaml of overlay "o": files.a has to begin with a slash'],
    [
      'files:\n  /a: { backup: "yes" }',
      'overlay.yaml:2:17: overlay.yaml of overlay "o": files./a.backup has to be true or false',
    ],
    [
      'files:\n  /a: { run: [reload] }',
      'overlay.yaml:2:14: overlay.yaml of overlay "o": files./a.run has to be one line for the shell of the node',
    ],
    [
      'files:\n  /a: { run: "one\\ntwo" }',
      'overlay.yaml:2:14: overlay.yaml of overlay "o": files./a.run has to be one line for the shell of the node',
    ],
    ['files:\n  /a: 0600', 'overlay.yaml:2:7: overlay.yaml of overlay "o": files./a has to be a mapping'],
  ])('refuses %j with its place', (text, message) => {
    expect(failure(text)).toBe(message);
  });
});
