import { decodeText, encodeText } from '../value/bytes.ts';

const padding = '='.charCodeAt(0);

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && /[A-Za-z0-9+/]/.test(String.fromCharCode(byte));
}

/** Where Go's decoder finds the text malformed; undefined if it is padded base64 (RFC 4648 section 4), perhaps in lines. */
function faultAt(bytes: Uint8Array): number | undefined {
  let at = 0;
  const skipLineEnds = (): void => {
    while (bytes[at] === 10 || bytes[at] === 13) at++;
  };
  for (let digits = 0; ; at++) {
    skipLineEnds();
    if (at === bytes.length) return digits === 0 ? undefined : at - digits;
    if (isDigit(bytes[at])) {
      digits = (digits + 1) % 4;
      continue;
    }
    if (bytes[at] !== padding || digits < 2) return at;
    at++;
    if (digits === 2) {
      skipLineEnds();
      if (at === bytes.length) return at;
      if (bytes[at] !== padding) return at - 1;
      at++;
    }
    skipLineEnds();
    return at < bytes.length ? at : undefined;
  }
}

/** Sprig's `b64dec`: of malformed base64 the result is the text of the error. */
export function decodeBase64(text: string): string {
  const bytes = encodeText(text);
  const fault = faultAt(bytes);
  return fault === undefined ? decodeText(Buffer.from(text, 'base64')) : `illegal base64 data at input byte ${fault}`;
}
