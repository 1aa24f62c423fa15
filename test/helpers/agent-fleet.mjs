// Run inside a network namespace that owns all addresses: agents of nodes, as many as a file names. Prints a line of JSON for
// each change that all of them have; at SIGUSR1 what they have asked so far; ends at SIGTERM.
// Arguments: base URL of the server, file with "MAC ADDRESS" a line.
import { readFile } from 'node:fs/promises';
import { startAgents } from '@muster/testkit';

const [url, file] = process.argv.slice(2);
const machines = (await readFile(file, 'utf8'))
  .trim()
  .split('\n')
  .map((line) => line.split(' '))
  .map(([mac, address]) => ({ url, mac, address }));
const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
const fleet = await startAgents(machines, ending.signal, (change) => console.log(JSON.stringify(change)));
process.on('SIGUSR1', () => console.log(JSON.stringify({ costs: fleet.costs(), at: Date.now() })));
await fleet.done;
