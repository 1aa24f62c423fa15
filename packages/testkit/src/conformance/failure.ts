import {
  type DhcpMessage,
  decodeDhcp,
  formatIPv4,
  formatMac,
  formatOption,
  messageTypeName,
  OPTIONS,
  readOption,
} from '@muster/wire';

export interface FailureFacts {
  /** What should have come, as a sentence. */
  readonly expected: string;
  readonly got: string;
  /** UDP payloads. */
  readonly sent?: Uint8Array | undefined;
  readonly received?: Uint8Array | undefined;
}

/** A behaviour that a backend does not show. The message has expectation, answer and both packets in words. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
  readonly expected: string;
  readonly got: string;

  constructor({ expected, got, sent, received }: FailureFacts) {
    const lines = [`expected ${expected}`, `got      ${got}`];
    if (sent !== undefined) lines.push(`sent     ${describePacket(sent)}`);
    if (received !== undefined) lines.push(`received ${describePacket(received)}`);
    super(lines.join('\n'));
    this.expected = expected;
    this.got = got;
  }
}

/** A packet on a few lines, for people. */
export function describePacket(packet: Uint8Array): string {
  const decoded = decodeDhcp(packet);
  if (!decoded.ok) return `${packet.length} octets that are ${decoded.reason}`;
  const { message } = decoded;
  const options = [...message.options].map(([code, value]) => `\n           ${formatOption(code, value)}`);
  return `${describeFields(message)}${options.join('')}`;
}

function describeFields(message: DhcpMessage): string {
  const { chaddr, xid, secs, flags, file, sname } = message;
  const fields = [
    messageTypeName(readOption(message, OPTIONS.messageType)),
    `chaddr ${formatMac(chaddr)}`,
    `xid 0x${xid.toString(16).padStart(8, '0')}`,
  ];
  if (secs !== 0) fields.push(`secs ${secs}`);
  if (flags !== 0) fields.push(`flags 0x${flags.toString(16).padStart(4, '0')}`);
  for (const name of ['ciaddr', 'yiaddr', 'siaddr', 'giaddr'] as const) {
    if (message[name] !== 0) fields.push(`${name} ${formatIPv4(message[name])}`);
  }
  if (sname !== '') fields.push(`sname ${JSON.stringify(sname)}`);
  if (file !== '') fields.push(`file ${JSON.stringify(file)}`);
  return fields.join(', ');
}

/** @throws ConformanceFailure unless both are the same. */
export function expectSame(
  what: string,
  expected: string | number | undefined,
  got: string | number | undefined,
  packets: Pick<FailureFacts, 'sent' | 'received'>,
): void {
  if (expected === got) return;
  const said = (value: string | number | undefined): string =>
    value === undefined || value === '' ? 'none' : String(value);
  throw new ConformanceFailure({
    expected: `${what} ${said(expected)}`,
    got: `${what} ${said(got)}`,
    ...packets,
  });
}
