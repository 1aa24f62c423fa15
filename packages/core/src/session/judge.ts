import { refusals } from '../errors/session.ts';
import type { BootRequest } from '../lifecycle/boot-request.ts';
import { needsToken } from './levels.ts';
import type { Session } from './session.ts';
import type { SessionTable } from './table.ts';
import { formatToken, readToken } from './token.ts';
import type { ClaimTerms, LeaseBook, Refusal, StrangerTerms, TokenRole } from './types.ts';

/** Makes tokens, and says who may claim a boot and whose token is good. */
export class Judge {
  readonly #table: SessionTable;
  readonly #leases: Pick<LeaseBook, 'serves'>;
  readonly #makeKey: () => Uint8Array;
  #madeKey: Uint8Array | undefined;

  constructor(table: SessionTable, leases: Pick<LeaseBook, 'serves'>, key: () => Uint8Array) {
    this.#table = table;
    this.#leases = leases;
    this.#makeKey = key;
  }

  token({ id, node }: Session, role: TokenRole, expires: number): string {
    return formatToken({ role, session: id, node: node ?? '', expires }, this.#key);
  }

  /** The boot of this node that the request's token belongs to, or why it does not count. */
  bootOf(request: BootRequest, node: string, roles: readonly TokenRole[]): Session | Refusal {
    const { token, remoteAddress } = request;
    if (token === undefined) return refusals.tokenMissing(node, remoteAddress);
    const content = readToken(token, this.#key);
    if (content === undefined) return refusals.tokenMalformed(node, remoteAddress);
    if (content.node !== node) return refusals.tokenOtherNode(node, remoteAddress, content.node);
    const session = this.#table.byId(content.session);
    if (session === undefined || session !== this.#table.claimed(node))
      return refusals.tokenOtherBoot(node, remoteAddress);
    if (!roles.includes(content.role)) return refusals.tokenOtherUse(node, remoteAddress, content.role);
    if (content.expires <= request.time) return refusals.tokenExpired(node, remoteAddress);
    const { claimedBy } = session;
    if (claimedBy !== remoteAddress) return refusals.tokenOtherAddress(node, remoteAddress, claimedBy);
    return session;
  }

  /** Why the machine may not claim this boot; undefined when it may. */
  claimRefusal(session: Session, request: BootRequest, { level, proofs }: ClaimTerms): Refusal | undefined {
    if (!needsToken(level)) return undefined;
    const { node = '', claimedBy, usedAt, state } = session;
    const { remoteAddress } = request;
    if (level === 'asset-key' && !proofs.includes('asset-key')) {
      return refusals.assetKey(node, remoteAddress, request.assetKey !== undefined);
    }
    const dhcpHere = remoteAddress !== undefined && this.#leases.serves(remoteAddress);
    if (remoteAddress === undefined || (level === 'token' && !isAtHome(proofs, dhcpHere))) {
      return refusals.noLease(node, remoteAddress, dhcpHere);
    }
    const isFirst = claimedBy === undefined && state === 'open';
    const isRetry = claimedBy === remoteAddress && usedAt === undefined && state === 'open';
    if (isFirst || isRetry || this.#showsItsOwn(session, request)) return undefined;
    return refusals.secondClaim(node, remoteAddress, claimedBy);
  }

  /** See {@link BootSessions.isStranger}. */
  isStranger({ remoteAddress }: BootRequest, node: string, { level, proofs, registered }: StrangerTerms): boolean {
    if (level === 'open' || remoteAddress === undefined || proofs.includes('asset-key')) return false;
    const dhcpHere = this.#leases.serves(remoteAddress);
    const claimedBy = this.#table.claimed(node)?.claimedBy;
    if (isAtHome(proofs, dhcpHere) || claimedBy === remoteAddress) return false;
    return dhcpHere || registered || claimedBy !== undefined;
  }

  /** The machine that claimed shows its token again, which may have expired meanwhile. */
  #showsItsOwn({ id, node, claimedBy }: Session, { token, remoteAddress }: BootRequest): boolean {
    const content = token === undefined ? undefined : readToken(token, this.#key);
    return content?.role === 'boot' && content.session === id && content.node === node && claimedBy === remoteAddress;
  }

  get #key(): Uint8Array {
    this.#madeKey ??= this.#makeKey();
    return this.#madeKey;
  }
}

/** Where DHCP is served here, the registry's address alone is anybody's who takes it. */
function isAtHome(proofs: readonly string[], dhcpHere: boolean): boolean {
  return proofs.includes('lease') || (!dhcpHere && proofs.includes('address'));
}
