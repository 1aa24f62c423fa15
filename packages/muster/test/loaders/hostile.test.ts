import { bootByLoader, expectAsGivenOrRefused, expectCalm } from '@muster/testkit';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { GRUB_LOADER } from '../../../plugin-grub/test/helpers/loader.ts';
import { IPXE_LOADER } from '../../../plugin-ipxe/test/helpers/loader.ts';

const RUNS = Number(process.env.MUSTER_FUZZ_RUNS ?? 3000) / 100;

/** Letters, and all that has a meaning to a loader, a kernel or a URL. */
const character = fc.oneof(
  fc.constantFrom(...Array.from('abz09._-/:=,+~@%&')),
  fc.constantFrom(...Array.from('"\'\\$`{}()[]<>|;#!*?^ \t\n\r\u0000\u001b')),
  fc.constantFrom('${', '$(', '||', '&&', ' ; ', ' #', ' reboot ', '\\x41', 'ü', '日', '\u2028', '😀'),
);
const text = fc.string({ unit: character, maxLength: 40 });
const words = fc.array(text, { maxLength: 5 });

describe.each([IPXE_LOADER, GRUB_LOADER])('whatever is in the fields of a node that boots by $loader', (loader) => {
  const models = fc.constantFrom(...loader.models);
  const run = (model: (typeof loader.models)[number]) => {
    const [start] = loader.starts;
    if (start === undefined) throw new Error('no start');
    return { loader, model, start };
  };

  it('kernel arguments reach the kernel as given, or are refused', async () => {
    await fc.assert(
      fc.asyncProperty(models, words, async (model, args) => {
        expectAsGivenOrRefused(await bootByLoader(run(model), { payload: { args } }));
      }),
      { numRuns: RUNS },
    );
  });

  it('addresses and names of initrds are used as given, or are refused', async () => {
    await fc.assert(
      fc.asyncProperty(models, text, text, async (model, name, path) => {
        const initrds = [{ role: 'extra', name: `n${name}`, path: `/${path}` }];
        expectAsGivenOrRefused(await bootByLoader(run(model), { payload: { initrds } }));
      }),
      { numRuns: RUNS },
    );
  });

  it('texts are shown, and do nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(models, text, text, async (model, sentence, remedy) => {
        const problems = [{ code: 'ANY', sentence, remedy }];
        const until = (events: readonly { readonly kind: string }[]) =>
          events.filter(({ kind }) => kind === 'pause').length > 2;
        expectCalm(await bootByLoader(run(model), { payload: { problems }, until }));
      }),
      { numRuns: RUNS },
    );
  });

  it('what firmware says of the machine does nothing either', async () => {
    await fc.assert(
      fc.asyncProperty(models, text, text, async (model, serial, product) => {
        const facts = { serial, assetTag: product, manufacturer: serial, product };
        const until = (events: readonly { readonly kind: string }[]) =>
          events.filter(({ kind }) => kind === 'pause').length > 2;
        expectCalm(await bootByLoader(run(model), { accepted: () => false, facts, until }));
      }),
      { numRuns: RUNS },
    );
  });
});
