import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMusterError } from '../../src/errors/index.ts';
import { expandNodeSet, foldNodeSet, isNodeSet, naturalSort, selectNodes } from '../../src/registry/index.ts';
import { FUZZ_TIMEOUT, RUNS, viewOf } from './support.ts';

function sentenceOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isMusterError(error)) return error.sentence;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('expandNodeSet', () => {
  it('expands ranges and lists, keeping leading zeros of the first number', () => {
    expect(expandNodeSet('n[001-003,7],login1')).toEqual(['n001', 'n002', 'n003', 'n7', 'login1']);
    expect(expandNodeSet('n[08-11]')).toEqual(['n08', 'n09', 'n10', 'n11']);
    expect(expandNodeSet('n[8-11]')).toEqual(['n8', 'n9', 'n10', 'n11']);
  });

  it('expands several brackets, the last one fastest', () => {
    expect(expandNodeSet('r[1-2]n[1-2]-ib')).toEqual(['r1n1-ib', 'r1n2-ib', 'r2n1-ib', 'r2n2-ib']);
  });

  it('takes commas, blanks and line ends between names, and gives each name once, in the order written', () => {
    expect(expandNodeSet(' b2, a1\n b2,,\tc3 ')).toEqual(['b2', 'a1', 'c3']);
    expect(expandNodeSet('')).toEqual([]);
  });

  it('leaves out what follows an exclamation mark, wherever it stands', () => {
    expect(expandNodeSet('n[1-4]!n2')).toEqual(['n1', 'n3', 'n4']);
    expect(expandNodeSet('!n[2-3],n[1-4]')).toEqual(['n1', 'n4']);
  });

  it('resolves selectors against a view', async () => {
    const view = await viewOf({
      profiles: { gpu: { image: 'cuda' }, base: { image: 'debian', cluster: 'c1', tags: { rack: '1' } } },
      nodes: { n10: { profiles: ['base'] }, n2: { profiles: ['base', 'gpu'] }, n3: { tags: { rack: '' } } },
    });
    expect(expandNodeSet('@all', view)).toEqual(['n2', 'n3', 'n10']);
    expect(expandNodeSet('@image:cuda', view)).toEqual(['n2']);
    expect(expandNodeSet('@profile:base', view)).toEqual(['n2', 'n10']);
    expect(expandNodeSet('@cluster:c1!n2', view)).toEqual(['n10']);
    expect(expandNodeSet('@tag:rack=1,@image:cuda', view)).toEqual(['n2', 'n10']);
    expect(expandNodeSet('@tag:rack', view)).toEqual(['n2', 'n3', 'n10']);
    expect(expandNodeSet('@all!@profile:base', view)).toEqual(['n3']);
  });

  it('takes keys and values of tags in quotes, where they hold what parts members', async () => {
    const tags = { 'rack row': '3, left', 'a=b': 'c', said: 'the "best"!', sum: '1=1' };
    const view = await viewOf({ nodes: { n1: { tags }, n2: { tags: { 'rack row': '3' } } } });
    expect(expandNodeSet('@tag:"rack row"', view)).toEqual(['n1', 'n2']);
    expect(expandNodeSet('@tag:"rack row"="3, left"', view)).toEqual(['n1']);
    expect(expandNodeSet('@tag:"rack row=3"', view)).toEqual([]);
    expect(expandNodeSet('@tag:"a=b"=c,n9', view)).toEqual(['n1', 'n9']);
    expect(expandNodeSet(String.raw`@tag:said="the \"best\"!"`, view)).toEqual(['n1']);
    expect(expandNodeSet('@all!@tag:sum=1=1', view)).toEqual(['n2']);
  });

  it.each([
    ['@tag:"a', 'node set "@tag:"a", column 6: the quote is not closed'],
    ['n[3-1]', 'node set "n[3-1]", column 3: the range 3-1 runs backwards'],
    ['n1,n[a-b]', 'node set "n1,n[a-b]", column 6: "a-b" is neither a number nor a range of numbers'],
    ['n[1,-2]', 'node set "n[1,-2]", column 5: "-2" is neither a number nor a range of numbers'],
    ['n[]', 'node set "n[]", column 3: "" is neither a number nor a range of numbers'],
    ['n[1-4', 'node set "n[1-4", column 2: the bracket is not closed'],
    ['n1,n*', 'node set "n1,n*", column 5: "*" cannot be in the name of a node'],
    ['n1!', 'node set "n1!", column 4: a name is missing after "!"'],
    ['!n1', 'node set "!n1", column 1: only says which nodes to leave out'],
    ['-n1', 'node set "-n1", column 1: "-n1" is not a name for a node'],
    ['n[1-2000000]', 'node set "n[1-2000000]", column 1: stands for more than 1000000 nodes'],
    [
      'r[1-9999]n[1-9999]c[1-9999]',
      'node set "r[1-9999]n[1-9999]c[1-9999]", column 1: stands for more than 1000000 nodes',
    ],
    ['@all', 'node set "@all", column 1: names have to be written out here'],
  ])('refuses %j and says where and why', (text, sentence) => {
    expect(sentenceOf(() => expandNodeSet(text))).toBe(sentence);
  });

  it('refuses selectors it does not know', async () => {
    const view = await viewOf({});
    expect(sentenceOf(() => expandNodeSet('@constructor:x', view))).toContain(
      '"@constructor:x" selects nothing Muster knows',
    );
    expect(sentenceOf(() => expandNodeSet('@image', view))).toContain('"@image" selects nothing Muster knows');
  });

  it(
    'gives names or a message for any text, never another error',
    () => {
      fc.assert(
        fc.property(fc.stringMatching(/^[n@!,[\] 0-3a:=.-]{0,24}$/), (text) => {
          try {
            expandNodeSet(text);
          } catch (error) {
            expect(isMusterError(error)).toBe(true);
          }
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );
});

describe('selectNodes', () => {
  it('names every node that is not registered, with the nearest name', async () => {
    const view = await viewOf({ nodes: { 'n[1-3]': {} } });
    expect(selectNodes(view, 'n[2-3]')).toEqual(['n2', 'n3']);
    expect(sentenceOf(() => selectNodes(view, 'n[2-5]'))).toBe(
      '2 nodes are not in the registry: n4, n5; did you mean "n1"?',
    );
  });
});

describe('selectNodes, where a name is a slip of the pen,', () => {
  it('says so behind an exclamation mark too', async () => {
    const view = await viewOf({ nodes: { 'n[30-31]': {}, n31x: {} } });
    expect(selectNodes(view, 'n[30-31]!n31')).toEqual(['n30']);
    expect(sentenceOf(() => selectNodes(view, 'n[30-31],!n3l'))).toBe(
      'this node is not in the registry: n3l; did you mean "n30"?',
    );
    expect(sentenceOf(() => selectNodes(view, '@all,!nope'))).toBe('this node is not in the registry: nope');
  });

  it('says that there is no such profile', async () => {
    const view = await viewOf({ profiles: { gpu: {}, spare: {} }, nodes: { n1: { profiles: ['gpu'] } } });
    expect(selectNodes(view, '@profile:spare')).toEqual([]);
    expect(sentenceOf(() => selectNodes(view, '@profile:gpv'))).toBe('there is no profile "gpv"; did you mean "gpu"?');
  });
});

describe('isNodeSet', () => {
  it('tells names from sets', () => {
    expect(['n1', 'a.b-c_d', 'n[1-2]', 'a,b', 'n[1-3]!n2'].map(isNodeSet)).toEqual([false, false, true, true, true]);
  });
});

describe('foldNodeSet', () => {
  it('folds consecutive numbers, keeping leading zeros', () => {
    expect(foldNodeSet(['n3', 'n1', 'n2', 'login', 'n7'])).toBe('login,n[1-3,7]');
    expect(foldNodeSet(['n08', 'n09', 'n10', 'n11'])).toBe('n[08-11]');
    expect(foldNodeSet(['r1n2-ib', 'r1n1-ib', 'r2n1-ib'])).toBe('r1n[1-2]-ib,r2n1-ib');
    expect(foldNodeSet([])).toBe('');
  });

  const name = fc.stringMatching(/^[ab][0-2]{0,3}[a-]?[089]{0,2}b?$/);

  it(
    'is undone by expandNodeSet',
    () => {
      fc.assert(
        fc.property(fc.array(name, { maxLength: 40 }), (names) => {
          expect(naturalSort(expandNodeSet(foldNodeSet(names)))).toEqual(naturalSort(new Set(names)));
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );

  it(
    'makes of any expanded range one bracket again',
    () => {
      fc.assert(
        fc.property(fc.nat(20000), fc.nat(50), fc.nat(5), (first, count, width) => {
          const from = String(first).padStart(width, '0');
          const text = count === 0 ? `n${from}` : `n[${from}-${String(first + count).padStart(width, '0')}]`;
          expect(foldNodeSet(expandNodeSet(text))).toBe(text);
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );
});
