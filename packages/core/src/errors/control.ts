import { MusterError, messageOf } from './muster-error.ts';

/** Wording of what can go wrong between a command and the server it talks to. */
export const controlErrors = {
  daemonRuns: (state: string, owner: string): MusterError =>
    new MusterError({
      code: 'CONTROL_DAEMON_RUNS',
      sentence: `a server runs on this state folder already: ${owner}`,
      remedy: 'end it first, or give the second one its own paths.state',
      where: { file: state },
    }),
  folderUnsafe: (folder: string): MusterError =>
    new MusterError({
      code: 'CONTROL_FOLDER_UNSAFE',
      sentence:
        'everybody on this machine may write into the folder of the control socket, and so put another one there',
      remedy: `chmod o-w ${folder}`,
      where: { file: folder },
    }),
  listenFailed: (socket: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'CONTROL_LISTEN_FAILED',
      sentence: `the control socket cannot be opened: ${messageOf(cause)}`,
      remedy: 'make the folder writable for the server, or set paths.state to one on a local disk',
      where: { file: socket },
      cause,
    }),
  forbidden: (socket: string): MusterError =>
    new MusterError({
      code: 'CONTROL_FORBIDDEN',
      sentence: 'a server runs, and this user may not talk to it',
      remedy: 'use sudo, or join the group "muster" (usermod -aG muster USER) and log in again',
      where: { file: socket },
    }),
  silent: (socket: string, seconds: number): MusterError =>
    new MusterError({
      code: 'CONTROL_SILENT',
      sentence: `the server has not said anything for ${seconds} s`,
      remedy: 'look whether it is stopped or overloaded (its log, top), and restart it if it is stuck',
      where: { file: socket },
    }),
  /** `changes`: whether what was asked may have changed something. */
  lost: (socket: string, cause: unknown, changes: boolean): MusterError =>
    new MusterError({
      code: 'CONTROL_LOST',
      sentence: `the connection to the server ended before its answer: ${messageOf(cause)}`,
      remedy: `see "muster status" and the log of the server; ${
        changes
          ? 'look whether the change was made before repeating it'
          : 'nothing was changed: ask again once it runs (muster serve)'
      }`,
      where: { file: socket },
      cause,
    }),
  version: (client: string, server: number): MusterError =>
    new MusterError({
      code: 'CONTROL_VERSION',
      sentence: `this command speaks version ${client} of the control API, the running server version ${server}`,
      remedy: 'restart the server after an update ("systemctl restart muster"), or use the command it came with',
    }),
  unknownCall: (method: string, path: string, near: string | undefined): MusterError =>
    new MusterError({
      code: 'CONTROL_CALL_UNKNOWN',
      sentence: `the server knows no ${method} ${path}${near === undefined ? '' : `; did you mean ${near}?`}`,
      remedy: 'see /v1/openapi.json for what there is; a server older than the command has to be restarted',
    }),
  input: (call: string, path: string, sentence: string): MusterError =>
    new MusterError({
      code: 'CONTROL_INPUT_INVALID',
      usage: true,
      sentence: `the input of ${call} ${sentence}`,
      remedy: 'see /v1/openapi.json for what it takes',
      ...(path === '' ? {} : { where: { path } }),
    }),
  body: (reason: string): MusterError =>
    new MusterError({
      code: 'CONTROL_BODY_INVALID',
      sentence: `the body of the request cannot be used: ${reason}`,
      remedy: 'send an object as application/json',
    }),
  bodyTooLarge: (limit: number): MusterError =>
    new MusterError({
      code: 'CONTROL_BODY_TOO_LARGE',
      sentence: `the body of the request is larger than ${limit} octets`,
      remedy: 'divide it into several calls',
    }),
  notCurrent: (number: number, cause: unknown): MusterError =>
    new MusterError({
      code: 'CONTROL_NOT_CURRENT',
      sentence: `the change is written, but nodes still get snapshot ${number}, because something else is broken: ${messageOf(cause)}`,
      remedy: 'mend that; the server takes the change with it',
      cause,
    }),
  failed: (call: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'CONTROL_FAILED',
      sentence: `the server failed at ${call}: ${messageOf(cause)}`,
      remedy: "report this with the lines of the server's log",
      cause,
    }),
};
