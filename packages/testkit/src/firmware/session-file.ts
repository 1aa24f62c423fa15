import { gunzipSync } from 'node:zlib';
import { readCpio } from '@muster/wire';

/** What the session initrd tells a machine of its boot; a node without one has only its addresses. */
export interface SessionFile {
  readonly url?: string;
  readonly wwid?: string;
  readonly token?: string;
  readonly runToken?: string;
}

/** Reads `muster/session.env` out of the initrd a loader fetched, as the shell of a first stage would. */
export function readSessionFile(initrd: Buffer): SessionFile {
  const archive = readCpio(gunzipSync(initrd));
  const file = archive.entries.find(({ path }) => path === 'muster/session.env');
  const text = file === undefined ? '' : Buffer.from(file.data).toString('utf8');
  const values = new Map([...text.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name = '', value = '']) => [name, value]));
  const [url, wwid, token, runToken] = ['URL', 'WWID', 'TOKEN', 'RUN_TOKEN'].map((name) =>
    values.get(`MUSTER_${name}`),
  );
  return {
    ...(url === undefined ? {} : { url }),
    ...(wwid === undefined ? {} : { wwid }),
    ...(token === undefined ? {} : { token }),
    ...(runToken === undefined ? {} : { runToken }),
  };
}
