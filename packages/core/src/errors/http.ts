import { MusterError, messageOf } from './muster-error.ts';

/** Wording of what can go wrong in the HTTP server. */
export const httpErrors = {
  listenFailed: (address: string, port: number, cause: unknown): MusterError =>
    new MusterError({
      code: 'HTTP_LISTEN_FAILED',
      sentence: `the HTTP server cannot listen on ${address} port ${port}: ${messageOf(cause)}`,
      remedy: listenRemedy((cause as NodeJS.ErrnoException).code, port),
      cause,
    }),
};

function listenRemedy(code: string | undefined, port: number): string {
  if (code === 'EADDRINUSE')
    return `end the program that holds the port (ss -ltnp 'sport = :${port}'), or set http.port`;
  if (code === 'EADDRNOTAVAIL') return 'give this machine the address, or correct it under networks or http.listen';
  if (code === 'EACCES') return 'run the server with CAP_NET_BIND_SERVICE, or set http.port to 1024 or more';
  return 'correct http.listen and http.port in the configuration';
}
