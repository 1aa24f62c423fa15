import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { Port } from '../../src/server/port.ts';
import { noSegmentation, type Segmentation, segmentation } from '../../src/server/segmentation.ts';
import { ADDRESS, bench, bytesRoute, clientSocket, content, fetchFile } from '../support.ts';

const CLIENT = { localAddress: ADDRESS, remoteAddress: ADDRESS };

describe('a port that lets the kernel cut windows into packets', () => {
  let port: Port;
  afterEach(() => port.close());

  async function received(send: (remotePort: number) => void, count: number): Promise<number[]> {
    const socket = await clientSocket();
    const sizes: number[] = [];
    socket.on('message', (packet) => sizes.push(packet.length));
    send(socket.address().port);
    while (sizes.length < count) await once(socket, 'message');
    socket.close();
    return sizes;
  }

  it('sends a window in one piece, as packets', async () => {
    port = await Port.open(ADDRESS, 0, segmentation);
    port.segment(508);
    await expect.poll(() => port.segments(508), { timeout: 20_000 }).toBe(true);
    expect(port.segments(512)).toBe(false);
    const channel = (remotePort: number) => port.channel({ ...CLIENT, remotePort });
    expect(channel(1).blocksPerSend(508)).toBe(64);
    expect(channel(1).blocksPerSend(512)).toBe(1);
    const sizes = await received((remotePort) => {
      channel(remotePort).send(new Uint8Array(3 * 512 + 100));
    }, 4);
    expect(sizes).toEqual([512, 512, 512, 100]);
  });

  it('sends one by one where the option cannot be set', async () => {
    port = await Port.open(ADDRESS, 0, noSegmentation);
    port.segment(508);
    await new Promise((resolve) => setImmediate(resolve));
    expect(port.channel({ ...CLIENT, remotePort: 1 }).blocksPerSend(508)).toBe(1);
    expect(
      await received((remotePort) => {
        port.channel({ ...CLIENT, remotePort }).send(new Uint8Array(512));
      }, 1),
    ).toEqual([512]);
  });

  it('gives it up when the kernel refuses to send so', async () => {
    const set: number[] = [];
    // Says that packets are cut where none are: the kernel refuses what is too long for one.
    const untrue: Segmentation = (_socket, size) => {
      set.push(size);
      return Promise.resolve(true);
    };
    port = await Port.open(ADDRESS, 0, untrue);
    port.segment(1468);
    await expect.poll(() => port.segments(1468), { timeout: 20_000 }).toBe(true);
    const channel = port.channel({ ...CLIENT, remotePort: 9 });
    channel.send(new Uint8Array(70_000));
    await expect.poll(() => port.segments(1468), { timeout: 20_000 }).toBe(false);
    expect(channel.blocksPerSend(1468)).toBe(1);
    await port.settled();
    expect(set).toEqual([1472, 0]);
    expect(
      await received((remotePort) => {
        port.channel({ ...CLIENT, remotePort }).send(new Uint8Array(100));
      }, 1),
    ).toEqual([100]);
  });
});

describe('windows through the shared port', () => {
  it.each([1, 2, 5, 16, 64])('bring a file whole in windows of %i', async (windowsize) => {
    const bytes = content(300_000);
    const at = await bench({ routes: [bytesRoute('/file', bytes)] }, { maxBlockSize: 512 });
    const options = { blksize: '512', windowsize: String(windowsize) };
    const all = await Promise.all(Array.from({ length: 5 }, () => fetchFile(at.port, 'file', { options })));
    expect(all.every((fetched) => fetched.bytes.equals(bytes))).toBe(true);
    await at.server.close();
  });
});
