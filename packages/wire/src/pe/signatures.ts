import { toHex, viewOf } from '../bytes.ts';
import { type DerElement, DerTag, inside, readDer } from './der.ts';
import { readName } from './distinguished-name.ts';

/** One Authenticode signature of a PE image. Names are the `commonName` where there is one. */
export interface PeSignature {
  /** Whose certificate signed it; undefined when that certificate does not come along. */
  readonly subject: string | undefined;
  /** Who issued that certificate. */
  readonly issuer: string;
}

/** WIN_CERTIFICATE (PE Format, "The Attribute Certificate Table"): header, and the type that holds PKCS #7. */
const ENTRY_HEADER = 8;
const PKCS_SIGNED_DATA = 2;
/** 1.2.840.113549.1.7.2, signedData (RFC 2315 §14). */
const SIGNED_DATA = '2a864886f70d010702';

/**
 * The signatures in an attribute certificate table: one a signer, of all its entries, for a file may be signed by several.
 * They are read, not verified: whether a firmware trusts them its own keys say. What is damaged is left out. Total.
 */
export function readPeSignatures(table: Uint8Array): PeSignature[] {
  const signatures: PeSignature[] = [];
  const view = viewOf(table);
  let at = 0;
  while (at + ENTRY_HEADER <= table.length) {
    const length = view.getUint32(at, true);
    if (length < ENTRY_HEADER || at + length > table.length) break;
    if (view.getUint16(at + 6, true) === PKCS_SIGNED_DATA)
      signatures.push(...signersOf(readDer(table.subarray(at + ENTRY_HEADER, at + length))));
    // Entries begin at multiples of eight.
    at += Math.ceil(length / 8) * 8;
  }
  return signatures;
}

/** Of a ContentInfo with SignedData (RFC 2315 §7, §9.1). */
function signersOf(contentInfo: DerElement | undefined): PeSignature[] {
  const [type, explicit] = inside(contentInfo, DerTag.sequence) ?? [];
  if (type?.tag !== DerTag.oid || toHex(type.content) !== SIGNED_DATA) return [];
  const [signedData] = inside(explicit, DerTag.context0) ?? [];
  const fields = inside(signedData, DerTag.sequence) ?? [];
  const certificates = inside(
    fields.find(({ tag }) => tag === DerTag.context0),
    DerTag.context0,
  );
  const subjects = new Map((certificates ?? []).flatMap((certificate) => subjectEntry(certificate)));
  const signerInfos = inside(fields.at(-1), DerTag.set) ?? [];
  return signerInfos.flatMap((signerInfo): PeSignature[] => {
    const [, issuerAndSerial] = inside(signerInfo, DerTag.sequence) ?? [];
    const [issuer, serial] = inside(issuerAndSerial, DerTag.sequence) ?? [];
    const name = readName(issuer);
    if (issuer === undefined || serial === undefined || name === undefined) return [];
    return [{ subject: subjects.get(keyOf(issuer, serial)), issuer: name }];
  });
}

/** TBSCertificate (RFC 5280 §4.1): [version], serial, algorithm, issuer, validity, subject. */
function subjectEntry(certificate: DerElement): [string, string][] {
  const [tbs] = inside(certificate, DerTag.sequence) ?? [];
  const fields = inside(tbs, DerTag.sequence) ?? [];
  const [serial, , issuer, , subject] = fields[0]?.tag === DerTag.context0 ? fields.slice(1) : fields;
  const name = readName(subject);
  return serial === undefined || issuer === undefined || name === undefined ? [] : [[keyOf(issuer, serial), name]];
}

function keyOf(issuer: DerElement, serial: DerElement): string {
  return `${toHex(issuer.whole)} ${toHex(serial.content)}`;
}
