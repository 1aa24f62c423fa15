import { BootFault } from './fault.ts';
import type { HttpClient } from './http-client.ts';
import type { Pace } from './pace.ts';
import type { SessionFile } from './session-file.ts';
import { WAITS } from './timing.ts';
import type { Trace } from './trace.ts';

/** What runs on a machine once its kernel has started. */
export interface Userland {
  readonly http: HttpClient;
  readonly pace: Pace;
  readonly trace: Trace;
  readonly session: SessionFile;
  readonly skip: ReadonlySet<string>;
}

/** About as the first stage has it, in seconds and tries. */
const PAUSE = 5;
const PATIENCE = 12;

interface Archive {
  readonly role: string;
  readonly path: string;
  readonly digest: string | undefined;
}

/** Fetches what the server's manifest lists, as the first stage of a two-stage boot: over and over until all of it came. */
export async function deploy({ url, wwid }: { url: string; wwid: string }, userland: Userland): Promise<void> {
  const { pace, session } = userland;
  const token = session.token ?? '';
  await pace.wait(WAITS.linkUp);
  await report(
    `${url}/v1/report/${wwid}?stage=initramfs&outcome=done&detail=first%20stage%20runs&token=${token}`,
    userland,
  );
  for (let refusals = 0; ; ) {
    try {
      const archives = await manifest(`${url}/v1/deploy/${wwid}?version=1&token=${token}`, userland);
      for (const archive of archives) await unpack(url, archive, userland);
      return;
    } catch (error) {
      if (!(error instanceof BootFault) || error.fatal) throw error;
      if (error.code === 'refused') refusals += 1;
      if (refusals >= PATIENCE) throw error;
      await pace.wait(PAUSE * 1000);
    }
  }
}

async function manifest(url: string, { http, pace, trace }: Userland): Promise<readonly Archive[]> {
  return await trace.step('manifest', async (meter) => {
    const { status, body } = await http.read(url, { stage: 'manifest', keep: true }, pace.signal, meter);
    const text = body.toString('utf8');
    if (status === 401 || status === 403) throw new BootFault('manifest', 'refused', `status ${status}`);
    if (status !== 200) throw new BootFault('manifest', 'http-status', `status ${status}: ${text.trim()}`);
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines[0] !== 'muster-deploy 1' || lines.at(-1) !== 'end')
      throw new BootFault('manifest', 'http-short', 'it is cut off');
    return lines.flatMap((line) => {
      const [word, role = '', , size = '', digest, path = ''] = line.split(' ');
      if (word === 'blob') return [{ role, path, digest }];
      return word === 'archive' ? [{ role, path: size, digest: undefined }] : [];
    });
  });
}

async function unpack(
  url: string,
  { role, path, digest }: Archive,
  { http, pace, trace, skip }: Userland,
): Promise<void> {
  if (skip.has(role)) return;
  await trace.step(role, async (meter) => {
    const { status } = await http.read(`${url}${path}`, { stage: role, digest }, pace.signal, meter);
    if (status !== 200) throw new BootFault(role, 'http-status', `status ${status}`);
  });
}

/** Once, and whatever comes of it: the boot does not depend on it. */
async function report(url: string, { http, pace }: Userland): Promise<void> {
  await http.read(url, { stage: 'report' }, pace.signal, { bytes: 0, retries: 0 }).catch((error: unknown) => {
    if (!(error instanceof BootFault) || error.fatal) throw error;
  });
}
