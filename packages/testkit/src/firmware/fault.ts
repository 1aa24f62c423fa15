/** Why a step of a boot failed, as a machine's screen would tell it. */
export type FaultCode =
  | 'dhcp-timeout'
  | 'dhcp-refused'
  | 'no-boot-file'
  | 'loader-unknown'
  | 'tftp-timeout'
  | 'tftp-error'
  | 'http-unreachable'
  | 'http-timeout'
  | 'http-status'
  | 'http-short'
  | 'http-no-length'
  | 'digest-mismatch'
  | 'script-invalid'
  | 'script-failed'
  | 'told-to-wait'
  | 'refused'
  | 'address-missing'
  | 'unreadable'
  | 'too-long'
  | 'stopped';

/** Nothing a machine does by itself mends these: trying again would only hide them. */
const FATAL: ReadonlySet<FaultCode> = new Set([
  'loader-unknown',
  'http-no-length',
  'digest-mismatch',
  'script-invalid',
  'told-to-wait',
  'address-missing',
  'unreadable',
  'too-long',
  'stopped',
]);

/** A step of a boot that went wrong. */
export class BootFault extends Error {
  override readonly name = 'BootFault';
  readonly code: FaultCode;
  readonly stage: string;

  constructor(stage: string, code: FaultCode, detail: string) {
    super(detail);
    this.stage = stage;
    this.code = code;
  }

  get fatal(): boolean {
    return FATAL.has(this.code);
  }
}
