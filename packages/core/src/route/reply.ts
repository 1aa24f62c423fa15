import type { Reply } from './types.ts';

/** A reply whose body is text. */
export function textReply(status: number, text: string, extra: Partial<Omit<Reply, 'status' | 'body'>> = {}): Reply {
  return {
    status,
    contentType: 'text/plain; charset=utf-8',
    body: { kind: 'bytes', bytes: Buffer.from(text, 'utf8') },
    ...extra,
  };
}
