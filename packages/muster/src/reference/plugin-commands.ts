import { type Command, openSite, type Plugin, siteFromObject } from '@muster/core';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): undefined {
  return undefined;
}

/** Commands a plugin contributes, found by applying it to a site that is never served. */
export async function commandsOf(plugin: Plugin, folder: string): Promise<readonly Command[]> {
  const networks = { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } };
  const open = await openSite({ site: siteFromObject({ networks, plugins: [plugin] }, folder), folder, log });
  try {
    return open.provisioner.contributions.items('commands');
  } finally {
    await open.close();
  }
}
