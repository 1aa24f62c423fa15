import type { Assignment, Snapshot } from '@muster/core';
import { type BootChain, chainMade, chainOfImage } from './chain.ts';
import type { Platform } from './platform.ts';

/** What a choice is made among. */
export interface Offer {
  /** Take what a node's image brings before what this server has. */
  readonly fromImages: boolean;
  /** Signed chains of this server, by platform. */
  readonly server: ReadonlyMap<Platform, BootChain>;
  /** Platforms that a core image can be made for here. */
  readonly makes: ReadonlySet<Platform>;
  /** Platforms whose core image comes before this server's signed chain. */
  readonly preferMade: ReadonlySet<Platform>;
}

/** A boot chain, and why it is this one. */
export interface Choice {
  readonly chain: BootChain;
  readonly reason: string;
}

/**
 * The boot chain of a machine: its image's, for then the certificate in shim and the revocations (SBAT) are those its kernel
 * was signed under; else this server's, else a core image made here. Undefined when there is none for its platform.
 */
export function choose(
  offer: Offer,
  platform: Platform,
  snapshot: Pick<Snapshot, 'images'>,
  assignment: Pick<Assignment, 'node'> | undefined,
): Choice | undefined {
  const image = assignment?.node.image === undefined ? undefined : snapshot.images.get(assignment.node.image);
  const uefi = platform.firmware === 'uefi';
  const own = image !== undefined && offer.fromImages && uefi ? chainOfImage(image, platform) : undefined;
  if (own !== undefined) return { chain: own, reason: own.told };
  // A core image made here is signed by nobody.
  const secure = uefi && assignment?.node.hardware.secureBoot === true;
  const made = !secure && offer.makes.has(platform) ? chainMade(platform) : undefined;
  const server = offer.server.get(platform);
  const chain = offer.preferMade.has(platform) ? (made ?? server) : (server ?? made);
  if (chain === undefined) return undefined;
  const why =
    image !== undefined && offer.fromImages && uefi ? `; image ${image.name} holds none for ${platform.arch}` : '';
  return { chain, reason: `${chain.told}${why}` };
}
