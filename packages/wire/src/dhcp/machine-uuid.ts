import { concatBytes } from '../bytes.ts';
import { dhcpValueInvalid } from '../errors.ts';
import { uuidFromSmbios, uuidToSmbios } from '../uuid.ts';
import type { OptionType } from './option-type.ts';

/**
 * Client machine identifier (option 97, RFC 4578 §2.3): type 0 and the SMBIOS UUID, as the usual big-endian text.
 * See {@link uuidFromSmbios} for the octet order.
 */
export const machineUuid: OptionType<string> = {
  encode(uuid) {
    const octets = uuidToSmbios(uuid);
    if (octets === undefined) {
      throw dhcpValueInvalid('UUID', JSON.stringify(uuid), 'the form 4c4c4544-0000-4000-8000-525400123456');
    }
    return concatBytes([Uint8Array.of(0), octets]);
  },
  decode: (bytes) => (bytes.length === 17 && bytes[0] === 0 ? uuidFromSmbios(bytes.subarray(1)) : undefined),
  format: (uuid) => uuid,
};
