import { connect, type Socket } from 'node:net';
import { iscDhcpErrors } from '../errors.ts';
import { isSignedBy, KEY_ALGORITHM_NAME, type OmapiKey, SIGNATURE_LENGTH, sign } from './key.ts';
import {
  type DecodedOmapi,
  decodeOmapi,
  encodeOmapi,
  GREETING,
  LONGEST,
  type OmapiMessage,
  type OmapiValues,
  Operation,
  readNumber,
  readText,
  textValue,
} from './message.ts';

const ANSWER_MS = 5_000;

/** One connection to dhcpd's OMAPI port: one question at a time, each answered before the next. */
export class OmapiClient {
  readonly #socket: Socket;
  readonly #key: OmapiKey;
  #authenticator = 0;
  #transaction = 0;
  #received: Uint8Array = new Uint8Array();
  #greeted = false;
  #failure: Error | undefined;
  #waiting: { transaction: number; resolve(message: OmapiMessage): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket, key: OmapiKey) {
    this.#socket = socket;
    this.#key = key;
    socket.on('data', (bytes) => {
      this.#receive(bytes);
    });
    socket.on('error', (error) => {
      this.#fail(iscDhcpErrors.omapiUnreachable(error.message));
    });
    socket.on('close', () => {
      this.#fail(iscDhcpErrors.omapiUnreachable('the connection was closed'));
    });
    socket.setTimeout(ANSWER_MS, () => {
      this.#fail(iscDhcpErrors.omapiUnreachable(`no answer in ${ANSWER_MS / 1000} s`));
    });
  }

  /** Connects and shows the key. Rejects with DHCPD_OMAPI_UNREACHABLE or DHCPD_OMAPI_REFUSED. */
  static async open(port: number, key: OmapiKey, host = '127.0.0.1'): Promise<OmapiClient> {
    const client = new OmapiClient(connect(port, host), key);
    client.#socket.write(GREETING);
    try {
      const answer = await client.ask(
        Operation.open,
        0,
        new Map([['type', textValue('authenticator')]]),
        new Map([
          ['name', textValue(key.name)],
          ['algorithm', textValue(KEY_ALGORITHM_NAME)],
        ]),
      );
      client.#authenticator = answer.handle;
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** Rejects when dhcpd answers with a result that is no success. */
  async ask(operation: number, handle: number, message: OmapiValues, object: OmapiValues): Promise<OmapiMessage> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#transaction += 1;
    const asked: OmapiMessage = {
      authenticator: this.#authenticator,
      operation,
      handle,
      transaction: this.#transaction,
      response: 0,
      message,
      object,
    };
    const answer = await new Promise<OmapiMessage>((resolve, reject) => {
      this.#waiting = { transaction: asked.transaction, resolve, reject };
      this.#socket.write(
        this.#authenticator === 0
          ? encodeOmapi(asked)
          : encodeOmapi(asked, SIGNATURE_LENGTH, (signed) => sign(this.#key, signed)),
      );
    });
    const result = readNumber(answer.message.get('result')) ?? 0;
    if (answer.operation !== Operation.status || result === 0) return answer;
    throw iscDhcpErrors.omapiRefused(readText(answer.message.get('message')) ?? 'no reason', result);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Uint8Array): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    if (!this.#greeted) {
      if (this.#received.length < GREETING.length) return;
      if (!this.#received.subarray(0, 4).every((byte, index) => byte === GREETING[index])) {
        this.#fail(iscDhcpErrors.omapiUnreachable('it speaks another protocol'));
        return;
      }
      this.#received = this.#received.subarray(GREETING.length);
      this.#greeted = true;
    }
    for (;;) {
      const decoded = decodeOmapi(this.#received);
      if (decoded === 'incomplete' && this.#received.length <= LONGEST) return;
      if (typeof decoded === 'string') {
        this.#fail(iscDhcpErrors.omapiUnreachable('its answer cannot be read'));
        return;
      }
      this.#received = this.#received.subarray(decoded.length);
      this.#deliver(decoded);
    }
  }

  #deliver({ message, signed, signature }: DecodedOmapi): void {
    if (this.#authenticator !== 0 && !isSignedBy(this.#key, signed, signature)) {
      this.#fail(iscDhcpErrors.omapiUnreachable('its answer is not signed with our key'));
      return;
    }
    if (message.response !== this.#waiting?.transaction) return;
    const answered = this.#waiting;
    this.#waiting = undefined;
    answered.resolve(message);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
    this.#socket.destroy();
  }
}
