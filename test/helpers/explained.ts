import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Explanation } from '@muster/core';
import { type DhcpMessage, decodeDhcp } from '@muster/wire';
import { expect } from 'vitest';
import type { Captured } from './captured.ts';
import type { TestSite } from './site.ts';

/** What `muster explain` says of a node before it boots. */
export async function explain(site: TestSite, node: string, as: string): Promise<Explanation> {
  const { stdout } = await site.muster(['explain', node, '--as', as, '--output', 'json']);
  return JSON.parse(stdout) as Explanation;
}

/** Every offer, the script and the overlays that were explained are what went over the wire, but for the boot's token. */
export function expectExplained(explained: Explanation, { offers, gets }: Captured): void {
  for (const { packet = '' } of explained.offers) {
    const decoded = decodeDhcp(Buffer.from(packet, 'hex'));
    if (!decoded.ok) throw new Error(decoded.reason);
    expect(offers.map(compared)).toContainEqual(compared(decoded.message));
  }
  const scripts = gets.filter(({ body }) => body.toString('latin1', 0, 6) === '#!ipxe');
  expect(scripts.map(({ body }) => withoutToken(body.toString()))).toContain(
    withoutToken(explained.script?.text ?? ''),
  );
  for (const context of ['system', 'runtime'] as const) {
    const { digest } = explained.overlays[context];
    if (digest === undefined) continue;
    const archive = gets.find(({ target }) => target.startsWith(`/${context}/`))?.body;
    expect(
      createHash('sha256')
        .update(gunzipSync(archive ?? Buffer.alloc(0)))
        .digest('hex'),
    ).toBe(digest);
  }
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

function withoutToken(text: string): string {
  return text.replace(/[?&]token=[^ &"|]*/g, '');
}
