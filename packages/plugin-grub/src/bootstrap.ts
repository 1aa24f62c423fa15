import { encodeFunction } from './encode.ts';
import { quoted, shown } from './words.ts';

/** Set by the first line of every machine's own configuration: that it was read is told by nothing else in GRUB. */
export const ANSWERED = 'muster_answered';
/** Set by a configuration that ends in a menu, which GRUB shows when the bootstrap configuration has ended. */
export const MENU = 'muster_menu';
/** Function that asks for the machine's configuration until it boots, or has a menu. */
export const ASK = 'muster_ask';
/** Function that waits before the next try, longer each time. */
export const WAIT = 'muster_wait';
/** Sets the waits back to the first. */
export const CALM = 'muster_step=0';
/** Query that says what machine this is; what is asked with is `$muster_query`, which begins with it. */
export const ABOUT = 'muster_about';

export interface Bootstrap {
  /** `http://10.0.0.1:9873` */
  readonly baseUrl: string;
  /** Address of the TFTP server. */
  readonly nextServer: string;
  /** Seconds of each wait in a row; the last one is for all that come after. */
  readonly waits: readonly number[];
}

/**
 * The first grub.cfg, the same for every machine but for its waits: it finds the node's own by the MAC GRUB booted over, or
 * by the UUID, and keeps asking while the server is away. `source` keeps what the node's own sets, `configfile` would not.
 * Debian 12's signed GRUB has no http module and none can be loaded under Secure Boot; then all of it comes over TFTP. Whether
 * the module is there cannot be asked: `insmod` succeeds either way (GRUB 2.06, kern/corecmd.c).
 */
export function bootstrapConfig({ baseUrl, nextServer, waits }: Bootstrap): string {
  return `${[
    '# Muster: finds the configuration of this machine',
    'set pager=0',
    ...encodeFunction(),
    ...about(),
    `set ${CALM}`,
    ...waitFunction(baseUrl, waits),
    ...askFunction(httpBase(baseUrl), `(tftp,${nextServer})`),
    ASK,
  ].join('\n')}\n`;
}

/** The HTTP server as GRUB names it: `(http,10.0.0.1:9873)/path`. */
export function httpBase(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `(http,${host})${pathname.replace(/\/$/, '')}`;
}

/** UUID and asset tag (SMBIOS, DSP0134, 7.2 and 7.4): by them the server may know the machine, and it proves itself. */
function about(): string[] {
  return [
    'set muster_uuid=',
    'smbios --type 1 --get-uuid 8 --set muster_uuid',
    'set muster_text=',
    'smbios --type 3 --get-string 8 --set muster_text',
    'muster_encode "$muster_text"',
    'set muster_asset="$muster_encoded"',
    `set ${ABOUT}="?uuid=$muster_uuid&assetkey=$muster_asset"`,
    `set muster_query="$${ABOUT}"`,
    'set muster_id="$net_default_mac"',
    'if [ -z "$muster_id" ]; then',
    '  set muster_id="$muster_uuid"',
    'fi',
  ];
}

/** GRUB can neither add nor throw dice: each wait has a branch, and what is random about it is the server's. */
function waitFunction(baseUrl: string, waits: readonly number[]): string[] {
  const last = waits.length - 1;
  return [
    `function ${WAIT} {`,
    ...waits.flatMap((seconds, index) => [
      index === last ? '  else' : `  ${index === 0 ? 'if' : 'elif'} [ "$muster_step" = ${index} ]; then`,
      `    echo ${shown(`Muster: no boot from ${baseUrl} yet, asking again in ${seconds} s`)}`,
      `    sleep ${seconds}`,
      ...(index === last ? [] : [`    set muster_step=${index + 1}`]),
    ]),
    '  fi',
    '}',
  ];
}

function askFunction(http: string, tftp: string): string[] {
  const from = (base: string, indent: string): string[] =>
    [`set muster_base=${quoted(base)}`, 'source "$muster_base/grub/$muster_id$muster_query"'].map(
      (line) => `${indent}${line}`,
    );
  return [
    `function ${ASK} {`,
    `  set ${MENU}=`,
    `  while [ -z "$${MENU}" ]; do`,
    `    set ${ANSWERED}=`,
    ...from(http, '    '),
    `    if [ -z "$${ANSWERED}" ]; then`,
    ...from(tftp, '      '),
    '    fi',
    `    if [ -z "$${ANSWERED}" ]; then`,
    `      ${WAIT}`,
    '    fi',
    '  done',
    '}',
  ];
}

/** Configuration inside a core image made here: GRUB without it would end at its prompt while the server is away. */
export function embeddedConfig({ baseUrl, nextServer, waits }: Bootstrap): string {
  const source = (base: string): string[] => [
    `  if [ -z "$${MENU}" ]; then`,
    `    source ${quoted(`${base}/grub/grub.cfg`)}`,
    '  fi',
  ];
  return `${[
    'set pager=0',
    `while [ -z "$${MENU}" ]; do`,
    ...source(`(tftp,${nextServer})`),
    ...source(httpBase(baseUrl)),
    `  if [ -z "$${MENU}" ]; then`,
    `    echo ${shown(`Muster: no answer from ${nextServer}, asking again in ${waits[0] ?? 5} s`)}`,
    `    sleep ${waits[0] ?? 5}`,
    '  fi',
    'done',
  ].join('\n')}\n`;
}
