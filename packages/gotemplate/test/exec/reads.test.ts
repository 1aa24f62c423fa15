import { describe, expect, it } from 'vitest';
import {
  type StructType,
  goFunc,
  goMap,
  goMethod,
  parse,
  readPath,
  sprigFunctions,
  structOf,
} from '../../src/index.ts';

interface Device {
  readonly ip: string;
}

const deviceType: StructType<Device> = {
  name: '*node.NetDev',
  fields: { Ipaddr: (device) => device.ip },
  methods: {
    IpCIDR: (device) => `${device.ip}/24`,
    Suffixed: goMethod(['string'], (device: Device, suffix) => device.ip + suffix),
  },
};

const data = {
  Hostname: 'n1',
  Empty: '',
  Tags: goMap('string', { role: 'compute', 'a.b': 'dotted' }),
  List: ['x', 'y'],
  NetDevs: { default: structOf(deviceType, { ip: '10.0.0.1' }), ib: structOf(deviceType, { ip: '10.1.0.1' }) },
  Unused: 'never read',
};

function reads(text: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const onRead = (path: string, use: string): void => {
    found[use] = [...new Set([...(found[use] ?? []), path])].sort();
  };
  parse('t', text, { funcs: { ...sprigFunctions, show: goFunc(['any'], () => '') } }).execute(data, { onRead });
  return found;
}

describe('onRead', () => {
  it.each([
    ['{{ .Hostname }}', { value: ['Hostname'] }],
    ['{{ .NetDevs.default.Ipaddr }}', { value: ['NetDevs.default.Ipaddr'] }],
    ['{{ .Missing.Deep }}', { value: ['Missing.Deep'] }],
    ['{{ .NetDevs.default.IpCIDR }}', { value: ['NetDevs.default.IpCIDR'] }],
    ['{{ .NetDevs.default.Suffixed "x" }}', { value: ['NetDevs.default'] }],
    ['{{ $d := .NetDevs.default }}{{ $d.Ipaddr }}', { value: ['NetDevs.default.Ipaddr'] }],
    [
      '{{ with .NetDevs.default }}{{ .Ipaddr }}{{ end }}',
      { truth: ['NetDevs.default'], value: ['NetDevs.default.Ipaddr'] },
    ],
    [
      '{{ with $n := .NetDevs }}{{ $n.ib.Ipaddr }}{{ $.Hostname }}{{ end }}',
      { truth: ['NetDevs'], value: ['Hostname', 'NetDevs.ib.Ipaddr'] },
    ],
    ['{{ define "d" }}{{ .Ipaddr }}{{ end }}{{ template "d" .NetDevs.ib }}', { value: ['NetDevs.ib.Ipaddr'] }],
    ['{{ (index .NetDevs "default").Ipaddr }}', { value: ['NetDevs.default.Ipaddr'] }],
    ['{{ index .List 1 }}', { value: ['List[1]'] }],
    ['{{ index .Tags .Hostname }}', { value: ['Hostname', 'Tags.n1'] }],
    ['{{ index .Tags "a.b" }}', { value: ['Tags["a.b"]'] }],
    ['{{ .Tags.role | upper }}', { value: ['Tags.role'] }],
    ['{{ if and .Hostname .Empty }}x{{ end }}', { truth: ['Empty', 'Hostname'] }],
    ['{{ or .Empty .Hostname }}', { truth: ['Empty', 'Hostname'], value: ['Hostname'] }],
    ['{{ if not .Tags }}x{{ end }}', { truth: ['Tags'] }],
    ['{{ range .NetDevs }}{{ .Ipaddr }}{{ end }}', { value: ['NetDevs'] }],
    ['{{ range $i, $x := .List }}{{ $x }}{{ end }}', { value: ['List'] }],
    ['{{ show . }}', { value: [''] }],
    ['{{ if false }}{{ .Hostname }}{{ end }}{{ $x := .Unused }}', {}],
    ['{{ $x := "" }}{{ $x = .Hostname }}{{ $x }}', { value: ['Hostname'] }],
    ['{{ .Hostname | default .Empty | printf "%s" }}', { value: ['Empty', 'Hostname'] }],
  ])('of %s reports what the result depends on', (text, expected) => {
    expect(reads(text)).toEqual(expected);
  });
});

describe('readPath', () => {
  it.each([
    ['Hostname', 'n1'],
    ['NetDevs.default.Ipaddr', '10.0.0.1'],
    ['NetDevs.default.IpCIDR', '10.0.0.1/24'],
    ['Tags["a.b"]', 'dotted'],
    ['List[1]', 'y'],
    ['', data],
    ['Missing.Deep', undefined],
    ['List.constructor', undefined],
  ])('gives the value at %j', (path, expected) => {
    expect(readPath(data, path)).toEqual(expected);
  });
});
