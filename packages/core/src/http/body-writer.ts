import type { ServerResponse } from 'node:http';

/** The machine broke off: switched off, or it has what it wanted. No fault of this server. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor(cause?: Error) {
    super('the client closed the connection', { cause });
  }
}

/** Writes a body piece by piece, each after the socket took the one before; rejects once the client is gone. */
export class BodyWriter {
  readonly #response: ServerResponse;
  #refuse: ((error: Error) => void) | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once('close', () => this.#refuse?.(new ClientGoneError()));
  }

  /** Resolves when the bytes left this process: their buffer may be used again. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#settled((done) => this.#response.write(bytes, done));
  }

  /** Resolves when everything left this process. */
  end(bytes?: Uint8Array): Promise<void> {
    return this.#settled((done) => (bytes === undefined ? this.#response.end(done) : this.#response.end(bytes, done)));
  }

  #settled(work: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#response.destroyed) {
        reject(new ClientGoneError());
        return;
      }
      this.#refuse = reject;
      work((error) => {
        this.#refuse = undefined;
        if (error == null) resolve();
        else reject(new ClientGoneError(error));
      });
    });
  }
}
