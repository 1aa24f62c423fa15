import { readdirSync, readFileSync } from 'node:fs';

/** What one client sends for an address, octet by octet as it was recorded. */
export interface FirmwareFixture {
  /** Name of its file without `.txt`: `ovmf-pxe`. */
  readonly name: string;
  /** Firmware and version, and how the packets came about. */
  readonly source: string;
  /** Id of its client class; undefined for a client that does not boot from the network. */
  readonly classId: string | undefined;
  /** UDP payload of its first DISCOVER. */
  readonly discover: Uint8Array;
  /** UDP payload of the REQUEST by which it takes the offer. */
  readonly request: Uint8Array;
}

const FOLDER = new URL('../../fixtures/', import.meta.url);
const LINE = 32;

/** All recorded clients, by name. */
export function firmwareFixtures(): readonly FirmwareFixture[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => parseFixture(file.slice(0, -4), readFileSync(new URL(file, FOLDER), 'utf8')));
}

/** Reads the text of a fixture: lines `source`, `class`, then hexadecimal octets below `DISCOVER` and `REQUEST`. */
export function parseFixture(name: string, text: string): FirmwareFixture {
  const fields = new Map<string, string>();
  let packet = '';
  for (const line of text.split('\n')) {
    const [, key, value] = /^(source|class) (.*)$/.exec(line) ?? [];
    if (key !== undefined) fields.set(key, value ?? '');
    else if (/^[A-Z]+$/.test(line)) packet = line;
    else if (packet !== '') fields.set(packet, `${fields.get(packet) ?? ''}${line}`);
  }
  const octets = (key: string): Uint8Array => {
    const hex = fields.get(key) ?? '';
    if (hex.length < 2 * 240 || /[^0-9a-f]/.test(hex)) throw new TypeError(`fixture ${name} has no packet ${key}`);
    return Uint8Array.from(Buffer.from(hex, 'hex'));
  };
  const classId = fields.get('class') ?? 'none';
  return {
    name,
    source: fields.get('source') ?? '',
    classId: classId === 'none' ? undefined : classId,
    discover: octets('DISCOVER'),
    request: octets('REQUEST'),
  };
}

/** The text {@link parseFixture} reads. */
export function formatFixture({ source, classId, discover, request }: Omit<FirmwareFixture, 'name'>): string {
  const hex = (packet: Uint8Array): string[] => {
    const octets = Buffer.from(packet).toString('hex');
    return octets.match(new RegExp(`.{1,${LINE * 2}}`, 'g')) ?? [];
  };
  const lines = [`source ${source}`, `class ${classId ?? 'none'}`, 'DISCOVER', ...hex(discover), 'REQUEST'];
  return `${[...lines, ...hex(request)].join('\n')}\n`;
}
