// Many TFTP clients at the same time, each at an address of its own; run by tftp-storm.test.ts inside a network namespace.
// Arguments: server, first address, number of clients, file, windowsize. Prints how many got which content as JSON.
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { decodeTftp, encodeTftp, readTftpOptions } from '@muster/wire';

const [server, first, count, filename, windowsize] = process.argv.slice(2);
/** EDK2 PXEBC_MTFTP_TIMEOUT and PXEBC_MTFTP_RETRIES. */
const TIMEOUT_MS = 4000;
const RETRIES = 6;

const firstNumber = first.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
const addressOf = (index) => [24, 16, 8, 0].map((shift) => ((firstNumber + index) >>> shift) & 255).join('.');

/** Resolves to the SHA-256 of the content, or to what went wrong. */
function read(address) {
  return new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
    const options = new Map([['blksize', '1468'], ...(windowsize === '1' ? [] : [['windowsize', windowsize]])]);
    const hash = createHash('sha256');
    let [blksize, window, expected, pending, tries, told] = [512, 1, 1, 0, 0, false];
    let [port, last, timer] = [69, encodeTftp({ op: 'RRQ', filename, mode: 'octet', options }), undefined];
    const end = (result) => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const send = (packet) => {
      last = packet;
      clearTimeout(timer);
      timer = setTimeout(() => {
        tries += 1;
        if (tries > RETRIES) end(`no answer after block ${expected - 1}`);
        else send(last);
      }, TIMEOUT_MS);
      socket.send(packet, port, server);
    };
    const acknowledge = () => {
      pending = 0;
      send(encodeTftp({ op: 'ACK', block: (expected - 1) & 0xffff }));
    };
    const take = ({ block, data }) => {
      if (block !== (expected & 0xffff)) {
        if (window === 1 || !told) acknowledge();
        told = true;
        return;
      }
      hash.update(data);
      [expected, pending, tries, told] = [expected + 1, pending + 1, 0, false];
      if (data.length < blksize || pending >= window) acknowledge();
      if (data.length < blksize) end(hash.digest('hex'));
    };
    socket.on('message', (bytes, from) => {
      const decoded = decodeTftp(bytes);
      if (!decoded.ok || (port !== 69 && from.port !== port)) return;
      const { packet } = decoded;
      if (packet.op === 'ERROR') return end(`ERROR ${packet.code} ${packet.message}`);
      port = from.port;
      if (packet.op === 'DATA') return take(packet);
      if (packet.op !== 'OACK' || expected > 1) return;
      const agreed = readTftpOptions(packet.options);
      [blksize, window] = [agreed.blksize ?? 512, agreed.windowsize ?? 1];
      acknowledge();
    });
    socket.bind(0, address, () => send(last));
  });
}

const results = await Promise.all(Array.from({ length: Number(count) }, (_, index) => read(addressOf(index))));
const outcomes = {};
for (const result of results) outcomes[result] = (outcomes[result] ?? 0) + 1;
console.log(JSON.stringify(outcomes));
