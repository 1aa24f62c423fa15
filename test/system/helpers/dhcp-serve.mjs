// A muster daemon reduced to what the DHCP and TFTP tests need; run by dhcp-site.ts inside a network namespace.
// Arguments: the folder of the site, holding site.json and loader.mjs. Prints one JSON line per log call.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSite, siteFromObject } from '@muster/core';

const [folder = '.'] = process.argv.slice(2);
const site = siteFromObject(JSON.parse(await readFile(join(folder, 'site.json'), 'utf8')), folder);

const log = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (fields, message) => console.log(JSON.stringify({ level, message, ...fields, err: fields.err?.message })),
  ]),
);
const open = await openSite({ site, folder, installation: join(import.meta.dirname, '../../..'), log });
await open.serve();
open.services.timeline.subscribe((event) => console.log(JSON.stringify({ event })));
process.on('SIGTERM', () => void open.close().then(() => process.exit(0)));
console.log('SERVING');
