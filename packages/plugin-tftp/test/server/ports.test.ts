import { describe, expect, it } from 'vitest';
import type { TftpServerOptions } from '../../src/options.ts';
import { Ports } from '../../src/server/ports.ts';
import { ADDRESS, optionsWith } from '../support.ts';

const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length;

async function opened(options: Partial<TftpServerOptions>, address = ADDRESS): Promise<number> {
  const before = sockets();
  const ports = new Ports(optionsWith(options), () => undefined);
  await ports.listen(address, 0);
  const more = sockets() - before;
  await ports.close();
  return more;
}

describe('the ports of an address', () => {
  it('are two where the kernel can cut windows', async () => {
    expect(await opened({})).toBe(2);
  });

  it('are the one that is listened on where no window would leave by another', async () => {
    expect(await opened({ singlePort: true })).toBe(1);
    expect(await opened({ segmentationOffload: false })).toBe(1);
    expect(await opened({ maxWindowSize: 1 })).toBe(1);
    expect(await opened({}, '::1')).toBe(1);
  });
});
