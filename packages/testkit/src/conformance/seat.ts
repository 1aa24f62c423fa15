import { setTimeout as delay } from 'node:timers/promises';
import {
  BOOTREPLY,
  BROADCAST_FLAG,
  type DhcpMessage,
  decodeDhcp,
  messageTypeName,
  OPTIONS,
  readOption,
} from '@muster/wire';
import { withHeader } from './client-packet.ts';
import { ConformanceFailure } from './failure.ts';
import type { UdpEnd } from './socket.ts';

/** How long after the answer to a later packet one to an earlier may still come, milliseconds. */
const STRAGGLERS = 300;
/** A client asks again after this long, milliseconds, or a quarter of its patience. */
const AGAIN = 2000;

/** An answer of the backend. */
export interface Heard {
  readonly message: DhcpMessage;
  /** UDP payload. */
  readonly packet: Uint8Array;
  readonly from: UdpEnd;
  /** Address of the socket that heard it: `0.0.0.0` for what was broadcast. */
  readonly at: string;
}

export interface SeatParts {
  readonly send: (packet: Uint8Array) => void;
  /** Address of the relay agent that packets are sent as. */
  readonly giaddr?: string | undefined;
  /** Answers can only come by broadcast: clients here say so. */
  readonly broadcast?: boolean;
  /** Milliseconds the backend has for an answer. */
  readonly patience: number;
  /** A packet that is always answered. */
  readonly probe: () => Uint8Array;
}

/** Where clients of the suite sit: behind a relay agent, on the wire, or at an address that they have. */
export class Seat {
  readonly #parts: SeatParts;
  readonly #listeners = new Map<number, (heard: Heard) => void>();

  constructor(parts: SeatParts) {
    this.#parts = parts;
  }

  /** What is really sent for a client's packet from here. */
  prepare(packet: Uint8Array): Uint8Array {
    const { giaddr, broadcast = false } = this.#parts;
    if (giaddr !== undefined) return withHeader(packet, { giaddr });
    return broadcast ? withHeader(packet, { flags: BROADCAST_FLAG }) : packet;
  }

  receive(packet: Uint8Array, from: UdpEnd, at: string): void {
    const decoded = decodeDhcp(packet);
    if (!decoded.ok || decoded.message.op !== BOOTREPLY) return;
    this.#listeners.get(decoded.message.xid)?.({ message: decoded.message, packet, from, at });
  }

  /** Sends without waiting for anything. */
  tell(packet: Uint8Array): void {
    this.#parts.send(this.prepare(packet));
  }

  /**
   * Sends, again and again as clients do, until an answer of one of these types (option 53, `undefined` for BOOTP) comes.
   * @throws ConformanceFailure when none does.
   */
  async ask(packet: Uint8Array, types: readonly (number | undefined)[]): Promise<Heard> {
    const { patience } = this.#parts;
    const sent = this.prepare(packet);
    const again = setInterval(
      () => {
        this.#parts.send(sent);
      },
      Math.min(AGAIN, patience / 4),
    );
    const heard = this.#next(sent, (answer) => types.includes(readOption(answer.message, OPTIONS.messageType)));
    this.#parts.send(sent);
    try {
      const answer = await Promise.race([heard.promise, delay(patience, undefined, { ref: false })]);
      if (answer !== undefined) return answer;
      const expected = `${types.map(messageTypeName).join(' or ')} within ${patience} ms`;
      throw new ConformanceFailure({ expected, got: 'no answer', sent });
    } finally {
      clearInterval(again);
      heard.stop();
    }
  }

  /** Sends once and returns every answer that has come when a later packet was answered, and a little after. */
  async answersTo(packet: Uint8Array): Promise<readonly Heard[]> {
    const sent = this.prepare(packet);
    const answers: Heard[] = [];
    const heard = this.#next(sent, (answer) => {
      answers.push(answer);
      return false;
    });
    this.#parts.send(sent);
    try {
      await this.isAnswered();
      await delay(STRAGGLERS);
      return answers;
    } finally {
      heard.stop();
    }
  }

  /** The backend still answers. */
  async isAnswered(): Promise<void> {
    await this.ask(this.#parts.probe(), [2]);
  }

  /** @throws ConformanceFailure when the packet is answered. */
  async refrains(packet: Uint8Array, expected: string): Promise<void> {
    const [answer] = await this.answersTo(packet);
    if (answer === undefined) return;
    const got = messageTypeName(readOption(answer.message, OPTIONS.messageType));
    throw new ConformanceFailure({ expected, got, sent: this.prepare(packet), received: answer.packet });
  }

  #next(sent: Uint8Array, isIt: (heard: Heard) => boolean): { promise: Promise<Heard>; stop: () => void } {
    const xid = new DataView(sent.buffer, sent.byteOffset).getUint32(4);
    const promise = new Promise<Heard>((resolve) => {
      this.#listeners.set(xid, (heard) => {
        if (isIt(heard)) resolve(heard);
      });
    });
    return { promise, stop: () => this.#listeners.delete(xid) };
  }
}
