// Run inside a network namespace: DHCP exchanges at an even rate, their times as JSON.
// Arguments: address of the server, address to relay by, exchanges a second, seconds, file with a hardware address a line.
import { readFile } from 'node:fs/promises';
import { dhcpLoad, RelayAgent } from '@muster/testkit';

const [server, address, rate, seconds, file] = process.argv.slice(2);
const macs = (await readFile(file, 'utf8')).trim().split('\n');
const relay = await RelayAgent.open({ address, server });
console.log(JSON.stringify(await dhcpLoad({ relay, macs, rate: Number(rate), seconds: Number(seconds) })));
await relay.close();
