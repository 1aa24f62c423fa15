import {
  type StructType,
  goFloat,
  goFunc,
  goMap,
  goMethod,
  goNil,
  goSlice,
  goVariadicMethod,
  structOf,
} from '../../src/index.ts';

interface Kernel {
  version: string;
  args: readonly string[];
}

const kernelType: StructType<Kernel> = {
  name: '*main.Kernel',
  fields: { Version: (k) => k.version, Args: (k) => goSlice('string', k.args) },
};

const addressType: StructType<string> = { name: 'main.Address', fields: {}, string: (text) => `<${text}>` };

interface Node {
  id: string;
  kernel: Kernel;
}

const twoStrings = goFunc(['string', 'string'], (a, b) => `${a}/${b}`);

/** The struct `Node` of `main.go`. */
const nodeType: StructType<Node> = {
  name: 'main.Node',
  fields: {
    Id: (n) => n.id,
    Cores: () => 8,
    Load: () => 1.5,
    Tags: () => goMap('string', { b: '2', a: '1' }),
    Extra: () => ({ z: 1, s: 'text', none: null }),
    Names: () => goSlice('string', ['x', 'y']),
    Kernel: (n) => structOf(kernelType, n.kernel),
    Missing: () => goNil(kernelType),
    Addr: () => structOf(addressType, '10.0.0.1'),
    Any: () => null,
  },
  methods: {
    Upper: (n) => n.id.toUpperCase(),
    Join: goMethod(['string', 'int'], (n: Node, separator, count) => (n.id + separator).repeat(count)),
    Tagged: goVariadicMethod([], 'string', (n: Node, ...keys) => `${n.id}:${keys.join('+')}`),
    Fails: () => {
      throw new Error('it failed');
    },
    Child: (n) => structOf(kernelType, n.kernel),
    Func: () => twoStrings,
  },
};

/** Gives JSON data of a case the Go types its `$` objects stand for. */
export function fromJson(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(fromJson);
  if (typeof data !== 'object' || data === null) return data;
  const object = data as Record<string, unknown>;
  if (typeof object.$float === 'number') return goFloat(object.$float);
  if (Array.isArray(object.$strings)) return goSlice('string', object.$strings);
  if (object.$stringMap !== undefined) return goMap('string', object.$stringMap as Record<string, string>);
  if (object.$node !== undefined) return structOf(nodeType, { id: 'n1', kernel: { version: '6.1', args: ['quiet'] } });
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fromJson(value)]));
}
