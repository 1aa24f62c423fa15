// Run inside a network namespace: DHCP exchanges of many machines at an even rate, while one machine asks and asks. Prints a
// line of JSON for every new address that one is offered, with the time; at SIGTERM what the exchanges came to, and ends.
// Arguments: address of the server, address to relay by, exchanges a second, file with a hardware address a line, the machine.
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dhcpLoad, RelayAgent } from '@muster/testkit';
import { clientClassById, clientDiscover, formatIPv4, macToBytes } from '@muster/wire';

const ASK_MS = 20;
const LONGEST_S = 600;

const [server, address, rate, file, watched] = process.argv.slice(2);
const macs = (await readFile(file, 'utf8')).trim().split('\n');
const relay = await RelayAgent.open({ address, server });
const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());

const xid = randomInt(1, 2 ** 32);
const discover = clientDiscover(clientClassById('uefi-x86_64'), { chaddr: macToBytes(watched), xid });
let last;
relay.listen(xid, ({ yiaddr }) => {
  if (yiaddr === last) return;
  last = yiaddr;
  console.log(JSON.stringify({ offered: formatIPv4(yiaddr), at: Date.now() }));
});
const asking = setInterval(() => relay.send(discover), ASK_MS);
const load = await dhcpLoad({ relay, macs, rate: Number(rate), seconds: LONGEST_S, signal: ending.signal });
clearInterval(asking);
console.log(JSON.stringify({ load }));
await relay.close();
