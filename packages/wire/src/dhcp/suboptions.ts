import { concatBytes, toHex } from '../bytes.ts';
import { dhcpValueInvalid } from '../errors.ts';
import { END, PAD } from './constants.ts';
import type { OptionType } from './option-type.ts';

/**
 * Options within an option: code, length, value (RFC 2132 §8.4). Used by relay agent information (82), PXE's vendor
 * options (43) and iPXE's (175). Pads are skipped and an End is honoured on reading; neither is written.
 */
export const suboptions: OptionType<Map<number, Uint8Array>> = {
  encode(values) {
    return concatBytes(
      [...values].map(([code, value]) => {
        if (!Number.isInteger(code) || code < 1 || code > 254 || value.length > 255) {
          throw dhcpValueInvalid(
            'suboption',
            `${code} with ${value.length} octets`,
            'codes 1 to 254, up to 255 octets',
          );
        }
        return Uint8Array.of(code, value.length, ...value);
      }),
    );
  },
  decode(bytes) {
    const values = new Map<number, Uint8Array>();
    let offset = 0;
    while (offset < bytes.length) {
      const code = bytes[offset];
      if (code === undefined || code === END) break;
      offset += 1;
      if (code === PAD) continue;
      const length = bytes[offset];
      if (length === undefined || offset + 1 + length > bytes.length) return undefined;
      values.set(code, bytes.subarray(offset + 1, offset + 1 + length));
      offset += 1 + length;
    }
    return values;
  },
  format: (values) => [...values].map(([code, value]) => `${code}=${toHex(value)}`).join(' '),
};

/** Suboptions of relay agent information, option 82. */
export const RelayAgentSuboption = Object.freeze({
  /** RFC 3046 §3.1: the switch port. */
  circuitId: 1,
  /** RFC 3046 §3.2: the relay, often the switch. */
  remoteId: 2,
  /** RFC 3527: the client's network when `giaddr` is not on it. */
  linkSelection: 5,
  /** RFC 5107: the address to send as server identifier. */
  serverIdentifierOverride: 11,
});
