import { stat } from 'node:fs/promises';
import { type PluginContext, type Reply, type Route, type RouteRequest, textReply, whoseBoot } from '@muster/core';
import { FOLDER } from './boot-file.ts';
import { allNames, type BootChain, type FileSource } from './chain.ts';
import { choose, type Offer } from './choose.ts';
import { PLATFORMS, type Platform } from './platform.ts';
import { RecentChains } from './recent-chains.ts';

/** Path of a core image for these endpoints, made when there is none. */
export type MakeCoreImage = (platform: Platform, request: RouteRequest) => Promise<string>;

const STAGE = 'boot-file';

/**
 * Files of the boot chains under the names they are asked for, in `/grub` and at the root: shim that was told its name by option
 * 67 alone asks there. Which file it is depends on the node that asks; its later files come from the chain of its first.
 */
export function fileRoutes(context: PluginContext, offer: Offer, make: MakeCoreImage): Route[] {
  const recent = new RecentChains();
  return PLATFORMS.flatMap((platform) => allNames(platform).map((name) => ({ platform, name }))).flatMap(
    ({ platform, name }, index, all) => {
      // `grub.efi` and `MokManager.efi` are names of several platforms; the machine's chain tells which.
      if (all.findIndex((other) => other.name === name) !== index) return [];
      const candidates = all.filter((other) => other.name === name).map((other) => other.platform);
      const handle = (request: RouteRequest): Promise<Reply> =>
        serveFile(
          { context, offer, make, recent, platforms: candidates.length > 1 ? candidates : [platform] },
          name,
          request,
        );
      return [FOLDER, ''].map((folder) => ({
        path: `${folder}/${name}`,
        summary: `${name} of the boot chain of the machine that asks`,
        stage: STAGE,
        handle,
      }));
    },
  );
}

interface Parts {
  readonly context: PluginContext;
  readonly offer: Offer;
  readonly make: MakeCoreImage;
  readonly recent: RecentChains;
  readonly platforms: readonly Platform[];
}

async function serveFile(parts: Parts, name: string, request: RouteRequest): Promise<Reply> {
  const { context, offer, make, recent, platforms } = parts;
  const { boot } = request;
  const assignment = await context.lifecycle.assign(boot);
  const about = { stage: STAGE, ...(assignment === undefined ? {} : whoseBoot(assignment)) };
  const began = name.startsWith('shim') ? undefined : recent.of(boot.remoteAddress, boot.time);
  const chains = platforms.flatMap((platform): BootChain[] => {
    const snapshot = assignment?.snapshot ?? context.snapshot();
    const chosen = choose(offer, platform, snapshot, assignment)?.chain;
    return chosen === undefined ? [] : [chosen];
  });
  const chain = began?.files.has(name) === true ? began : chains.find(({ files }) => files.has(name));
  const source = chain?.files.get(name);
  if (chain === undefined || source === undefined)
    return textReply(404, `there is no ${name} for this machine\n`, about);
  if (name === chain.first) recent.began(boot.remoteAddress, chain, boot.time);
  return { ...(await replyOf(source, parts, (platform) => make(platform, request))), ...about };
}

async function replyOf(
  source: FileSource,
  { context }: Parts,
  make: (platform: Platform) => Promise<string>,
): Promise<Reply> {
  if ('digest' in source) {
    const blob = await context.services.blobs.path(source.digest);
    return blob === undefined ? gone() : fileReply(blob.file, blob.size, source.digest);
  }
  const file = 'made' in source ? await make(source.made) : source.file;
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? gone() : fileReply(file, found.size);
}

function fileReply(file: string, size: number, digest?: string): Reply {
  return {
    status: 200,
    contentType: 'application/octet-stream',
    body: { kind: 'file', file, size, ...(digest === undefined ? {} : { digest }) },
    headers: { 'Cache-Control': 'no-cache' },
  };
}

function gone(): Reply {
  return textReply(404, 'this file is gone\n');
}
