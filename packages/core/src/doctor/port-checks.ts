import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { describeHolder, isLocalAddress, isOrDescendsFrom, type PortHolder, portHolders } from '../host/index.ts';
import type { Check, CheckContext, CheckResult, Listening } from '../plugin/types.ts';
import { checkRights } from './rights.ts';

/** Addresses that stand for all of a family. */
const ANY = ['0.0.0.0', '::'];

/**
 * Whether a port is free for whoever opens it, or with our own server already, and whether it may be opened. `known`:
 * addresses that are looked at elsewhere, those of the networks.
 */
export function portChecks(listening: Listening, known: readonly string[]): readonly Check[] {
  const { what, port, protocol, addresses } = listening;
  if (port === 0) return [];
  const others = addresses.filter((address) => !ANY.includes(address) && !known.includes(address));
  return [
    {
      name: `port-${protocol}-${port}`,
      run: async (context) => [...(await checkAddresses(what, others)), ...(await checkHolders(listening, context))],
    },
    { name: `rights-${what.replaceAll(' ', '-')}`, run: (context) => checkRights(listening, context) },
  ];
}

async function checkAddresses(what: string, addresses: readonly string[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const address of addresses) {
    if (await isLocalAddress(address)) continue;
    const sentence = `no interface of this machine has ${address}, where ${what} is to listen`;
    results.push({ level: 'error', sentence, remedy: 'add the address, or take it out of "listen"' });
  }
  return results;
}

async function checkHolders(listening: Listening, { server }: CheckContext): Promise<readonly CheckResult[]> {
  const { protocol, port, what } = listening;
  const label = `${protocol.toUpperCase()} port ${port}`;
  const holders = (await portHolders(protocol, port)).filter((holder) => overlaps(holder, listening));
  const others: PortHolder[] = [];
  for (const holder of holders) if (!(await isOurs(holder, port, server))) others.push(holder);
  if (others.length > 0) {
    const beside = listening.shared !== undefined && listening.shared !== false && (await opens(listening));
    return others.map((holder) => (beside ? shared(listening, label, holder) : taken(what, label, holder)));
  }
  const sentence =
    holders.length > 0 && server !== undefined
      ? `${label} is held by the running server (pid ${server.pid})`
      : `${label} is free for ${what}`;
  return [{ level: 'ok', sentence }];
}

/** Two sockets on the same port meet when one of them is bound to all addresses, or both to the same one. */
function overlaps({ addresses }: PortHolder, listening: Listening): boolean {
  const meets = (address: string): boolean =>
    ANY.includes(address) || listening.addresses.some((wanted) => wanted === address || ANY.includes(wanted));
  return addresses.some(meets);
}

/** Daemons that the server runs are its children. Whose a socket is that we may not look into, the server's word decides. */
async function isOurs({ pid }: PortHolder, port: number, server: CheckContext['server']): Promise<boolean> {
  if (server === undefined) return false;
  if (pid === undefined) return server.listeners.some((listener) => listener.port === port);
  return isOrDescendsFrom(pid, server.pid);
}

/** Whether another socket fits beside those that share the port (SO_REUSEADDR, socket(7)). */
async function opens({ port, addresses }: Listening): Promise<boolean> {
  const [address = '0.0.0.0'] = addresses;
  const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', reuseAddr: true });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code !== 'EADDRINUSE');
      });
      socket.bind({ address, port, exclusive: true }, () => {
        resolve(true);
      });
    });
  } finally {
    socket.close();
  }
}

function shared({ what, shared: kind }: Listening, label: string, holder: PortHolder): CheckResult {
  const who = whoHas(holder);
  if (kind === 'meant') {
    const sentence = `${label} is also used by ${who}: both hear broadcasts, and what is sent to an address of this machine reaches one of them`;
    return { level: 'note', sentence };
  }
  const sentence = `${label} is also used by ${who}: ${what} starts beside it, and machines may be answered by both`;
  return { level: 'warning', sentence, remedy: `${stopping(holder)}, or let each serve networks of its own` };
}

function taken(what: string, label: string, holder: PortHolder): CheckResult {
  const sentence = `${label} is taken by ${whoHas(holder)}: ${what} cannot listen there`;
  const remedy = `${stopping(holder)}, or take the plugin that listens there out of "plugins"`;
  return { level: 'error', sentence, remedy };
}

function whoHas(holder: PortHolder): string {
  return `${describeHolder(holder)} on ${holder.addresses.join(', ')}`;
}

function stopping({ pid }: PortHolder): string {
  return pid === undefined ? 'stop it' : `stop it (ps -fp ${pid} shows it)`;
}
