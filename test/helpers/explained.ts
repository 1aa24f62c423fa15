import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { ExplainedOffer, Explanation } from '@muster/core';
import { type DhcpMessage, decodeDhcp, formatIPv4 } from '@muster/wire';
import { expect } from 'vitest';
import type { Captured, Fetched } from './captured.ts';

/** A machine and the server it boots from, as their network knows them. */
export interface Ends {
  readonly mac: string;
  readonly serverAddress: string;
  /** Of the HTTP server, `http://ADDRESS:PORT`. */
  readonly serverUrl: string;
  /** Path of a boot file to the SHA-256 of what the server held there before power-on. */
  readonly bootFiles: ReadonlyMap<string, string>;
}

/** What was explained before the boot is what went over the wire, but for the boot's token. */
export function expectExplained(explained: Explanation, { offers, fetched }: Captured, ends: Ends): void {
  for (const offer of explained.offers) {
    expectOffer(offer, offers, ends);
    expectBootFile(offer, fetched, ends);
  }
  expectPayload(explained, afterScript(explained, fetched, ends.mac));
}

/** The whole offer where Muster is the DHCP server; of somebody else's, what it tells a machine to fetch from whom. */
function expectOffer({ packet, bootFile }: ExplainedOffer, offers: readonly DhcpMessage[], ends: Ends): void {
  if (packet === undefined) {
    expect(offers.map(bootStep)).toContainEqual({ file: bootFile, from: ends.serverAddress });
    return;
  }
  const decoded = decodeDhcp(Buffer.from(packet, 'hex'));
  if (!decoded.ok) throw new Error(decoded.reason);
  expect(offers.map(compared)).toContainEqual(compared(decoded.message));
}

function bootStep({ siaddr, file, options }: DhcpMessage) {
  const named = Buffer.from(options.get(67) ?? '').toString();
  return { file: file === '' ? named.replace(/\0$/, '') : file, from: formatIPv4(siaddr) };
}

/** An offer without what it repeats of the DISCOVER: transaction, client identifier (61), relay (82) and UUID (97). */
function compared({ yiaddr, siaddr, file, sname, options }: DhcpMessage) {
  const echoed = [61, 82, 97];
  const kept = [...options].filter(([code]) => !echoed.includes(code)).sort(([a], [b]) => a - b);
  return {
    yiaddr,
    siaddr,
    file,
    sname,
    options: kept.map(([code, value]) => [code, Buffer.from(value).toString('hex')]),
  };
}

/** The boot file, which iPXE's settings are expanded in, was asked for under its name and came whole. */
function expectBootFile({ bootFile = '' }: ExplainedOffer, fetched: readonly Fetched[], ends: Ends): void {
  const url = bootFile.startsWith(`${ends.serverUrl}/`);
  const name = url ? bootFile.slice(ends.serverUrl.length) : `/${bootFile}`;
  const pattern = name
    .replace('${mac:hexhyp}', ends.mac.replaceAll(':', '-'))
    .split(/\$\{[^}]*\}/)
    .map(literally)
    .join('[^&?/]*');
  const whole = fetched.filter((one) => one.by === (url ? 'http' : 'tftp') && one.whole);
  expect(whole.map(({ target }) => target)).toContainEqual(expect.stringMatching(new RegExp(`^${pattern}$`)));
  if (!url) expect(whole.find(({ target }) => target === name)?.digest).toBe(ends.bootFiles.get(name));
}

/** What was fetched after the last script, which must be the one explained: a machine that starts over asks anew. */
function afterScript({ script, loader }: Explanation, fetched: readonly Fetched[], mac: string): Fetched[] {
  const index = fetched.findLastIndex(({ target }) => target.replaceAll('-', ':').startsWith(`/${loader}/${mac}`));
  expect(withoutToken(fetched[index]?.content.toString() ?? '')).toBe(withoutToken(script?.text ?? ''));
  return fetched.slice(index + 1);
}

/** Kernel and initrds, then what the first stage deploys: all of them, in order, and nothing else. */
function expectPayload({ kernel, initrds, deploy, overlays }: Explanation, fetched: readonly Fetched[]): void {
  const parts = [...(kernel === undefined ? [] : [kernel]), ...initrds, ...deploy];
  const [manifests, others] = split(fetched, ({ target }) => target.startsWith('/v1/deploy/'));
  const payload = others.filter(({ target }) => !target.startsWith('/v1/report/'));
  // iPXE percent-encodes the colons of MAC addresses.
  const targets = payload.map(({ target }) => decodeURIComponent(withoutToken(target)));
  expect(targets).toEqual(parts.map(({ path }) => withoutToken(path)));
  expect(payload.filter(({ whole }) => !whole)).toEqual([]);
  for (const [index, { role, digest, size }] of parts.entries()) {
    const one = payload[index];
    if (digest !== undefined) expect([role, one?.digest, one?.size]).toEqual([role, digest, size]);
    if (role === 'system' || role === 'runtime') {
      const archive = gunzipSync(one?.content ?? Buffer.alloc(0));
      expect([role, createHash('sha256').update(archive).digest('hex')]).toEqual([role, overlays[role].digest]);
    }
  }
  const listed = deploy.map(({ role, path, digest }) => [role, digest ?? '-', withoutToken(path)]);
  expect(manifests.map(({ content }) => listedIn(withoutToken(content.toString())))).toEqual(
    listed.length === 0 ? [] : [listed],
  );
}

/** Role, digest and path of what a manifest lists, in order. */
function listedIn(manifest: string): string[][] {
  return manifest.split('\n').flatMap((line) => {
    const [word, role = '', , sizeOrPath = '', digest = '', path = ''] = line.split(' ');
    if (word === 'blob') return [[role, digest, path]];
    return word === 'archive' ? [[role, '-', sizeOrPath]] : [];
  });
}

function split(all: readonly Fetched[], wanted: (one: Fetched) => boolean): [Fetched[], Fetched[]] {
  return [all.filter(wanted), all.filter((one) => !wanted(one))];
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function withoutToken(text: string): string {
  return text.replace(/[?&]token=[^ &"|'\n]*/g, '');
}
