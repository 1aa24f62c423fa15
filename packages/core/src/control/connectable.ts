import { createConnection } from 'node:net';
import { shortPath } from './short-path.ts';

/** Whether somebody listens behind a socket: the file alone is what a killed server left. */
export async function connectable(socket: string): Promise<'answers' | 'nobody' | 'forbidden'> {
  const short = shortPath(socket);
  try {
    return await new Promise((resolve) => {
      const connection = createConnection(short.path, () => {
        connection.destroy();
        resolve('answers');
      });
      connection.once('error', ({ code }: NodeJS.ErrnoException) => {
        // EAGAIN: somebody listens, and more wait to be let in than fit.
        resolve(code === 'EACCES' || code === 'EPERM' ? 'forbidden' : code === 'EAGAIN' ? 'answers' : 'nobody');
      });
    });
  } finally {
    short.close();
  }
}
