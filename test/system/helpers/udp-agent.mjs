// UDP sockets for a test that runs in another network namespace. Standard input, a JSON line each:
// {id, open: {address, port}}, {id, send: BASE64, to: {address, port}}, {id, close: true}. Standard output: {id, opened: true},
// {id, failed: MESSAGE}, {id, packet: BASE64, from: {address, port}}, {id, closed: true}.
import { createInterface } from 'node:readline';
import { udpSocket } from '@muster/testkit';

const sockets = new Map();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function obey({ id, open, send, to, close }) {
  if (open !== undefined) {
    const heard = (packet, from) => say({ id, packet: Buffer.from(packet).toString('base64'), from });
    try {
      sockets.set(id, await udpSocket(open, heard));
      say({ id, opened: true });
    } catch (error) {
      say({ id, failed: error.message });
    }
  } else if (send !== undefined) sockets.get(id)?.send(Buffer.from(send, 'base64'), to);
  else if (close) {
    await sockets.get(id)?.close();
    sockets.delete(id);
    say({ id, closed: true });
  }
}

for await (const line of createInterface({ input: process.stdin })) void obey(JSON.parse(line));
