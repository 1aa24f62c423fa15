import { MusterError } from '@muster/core';

/** Wording of what is this plugin's own. */
export const dnsmasqErrors = {
  folderHidden: (folder: string, user: string): MusterError =>
    new MusterError({
      plugin: 'dnsmasq',
      code: 'DNSMASQ_FOLDER_HIDDEN',
      sentence: `dnsmasq, which runs as user ${user}, may not enter ${folder}, where its files are`,
      remedy: `chmod o+x ${folder}, or let dnsmasq stay root with the option user: root`,
      where: { file: folder },
    }),
};
