import { connect } from 'node:net';
import { iscDhcpErrors } from '../errors.ts';

const ANSWER_MS = 15_000;

/** Sends one command to Kea's control socket. Rejects with KEA_CONTROL_FAILED when there is no answer, or a bad one. */
export async function keaCommand(socketFile: string, command: string): Promise<void> {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(socketFile, () => socket.write(JSON.stringify({ command })));
    const pieces: Buffer[] = [];
    socket.on('data', (bytes) => pieces.push(bytes));
    socket.on('end', () => {
      resolve(Buffer.concat(pieces).toString('utf8'));
    });
    socket.on('error', reject);
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`no answer in ${ANSWER_MS / 1000} s`)));
  }).catch((error: unknown) => {
    throw iscDhcpErrors.keaControl(command, String(error));
  });
  const { result, text = answer } = parseAnswer(answer);
  if (result !== 0) throw iscDhcpErrors.keaControl(command, text);
}

function parseAnswer(answer: string): { readonly result?: unknown; readonly text?: string } {
  try {
    return (JSON.parse(answer) as { result?: unknown; text?: string } | null) ?? {};
  } catch {
    return {};
  }
}
