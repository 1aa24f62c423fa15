import { describe, expect, it } from 'vitest';
import { parse, refusedFunctions, sprigFunctions } from '../../src/index.ts';

describe('functions that read time, chance, environment or network', () => {
  it('are those that would make a rendering differ from the next', () => {
    expect(refusedFunctions).toEqual(
      expect.arrayContaining([
        'now',
        'date',
        'env',
        'expandenv',
        'getHostByName',
        'uuidv4',
        'randAlphaNum',
        'genCA',
        'htpasswd',
      ]),
    );
  });

  it.each(refusedFunctions)('%s is refused where it is called', (name) => {
    expect(() => parse('t', `{{ ${name} }}`, { funcs: sprigFunctions }).execute()).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE_FUNCTION_REFUSED',
        message: expect.stringContaining(`error calling ${name}: ${name} is refused`) as string,
      }),
    );
  });

  it('are no obstacle where they are not called, and a site can give its own', () => {
    const text = '{{ if .dated }}{{ now }}{{ end }}ok';
    expect(parse('t', text, { funcs: sprigFunctions }).execute({})).toBe('ok');
    expect(parse('t', text, { funcs: { ...sprigFunctions, now: () => 'today ' } }).execute({ dated: true })).toBe(
      'today ok',
    );
  });
});
