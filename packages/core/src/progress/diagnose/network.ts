import { formatBytes, formatClock } from '../format.ts';
import { hasPayload } from '../boots/boot.ts';
import type { Rule } from './types.ts';
import { nameOf } from './words.ts';

/** This server was away while the machine was booting; what it asked for meanwhile got no answer. */
export const serverWasDown: Rule = ({ boot, facts, symptom }) => {
  if (facts.restarted === undefined || (symptom !== 'silent' && symptom !== 'stalled')) return undefined;
  return {
    code: 'SERVER_WAS_DOWN',
    sentence: `this server was started again at ${formatClock(facts.restarted)} while ${nameOf(boot)} was booting, and it has not asked again`,
    remedy: `start ${nameOf(boot)} again`,
  };
};

/** TFTP came through and HTTP did not, or the script did and what it names did not. */
export const noRoute: Rule = ({ boot, facts, symptom, stageName }) => {
  if (symptom !== 'silent' || hasPayload(boot)) return undefined;
  const [network] = Object.values(facts.site.networks);
  const port = facts.site.http.port;
  const firewall = `check gateway and firewall between them: on the server "nft list ruleset", port ${port} (HTTP) open? networks.NAME.gateway right?`;
  if (boot.stages.get('script')?.state === 'done') {
    return {
      code: 'NO_ROUTE_TO_PAYLOAD',
      sentence: `${nameOf(boot)} has its script but never asked for its ${stageName}: it does not reach ${facts.site.http.url ?? `http://${network?.address ?? 'this server'}:${port}`}, or its loader stopped`,
      remedy: firewall,
    };
  }
  if (boot.stages.get('boot-file')?.state !== 'done') return undefined;
  return {
    code: 'NO_ROUTE_TO_HTTP',
    sentence: `${nameOf(boot)} has its boot file but never asked for its script over HTTP`,
    remedy: firewall,
  };
};

/** DHCP was answered and nothing was fetched. */
export const noBootFileFetched: Rule = ({ boot, facts, symptom }) => {
  if (symptom !== 'silent' || boot.stages.has('boot-file') || boot.stages.has('script') || hasPayload(boot))
    return undefined;
  const told = facts.bootFile === undefined ? '' : ` ${facts.bootFile.file}`;
  return {
    code: 'BOOT_FILE_NOT_FETCHED',
    sentence: `${nameOf(boot)} has an address but never fetched its boot file${told}`,
    remedy:
      'is UDP port 69 (TFTP) open on this server? does another DHCP server on the wire name another boot file? does it boot from the network at all?',
  };
};

/** The bytes come, but far slower than for others. */
export const slowLink: Rule = ({ boot, facts, stage, stageName, symptom }) => {
  if (symptom !== 'slow' || stage === undefined) return undefined;
  const seconds = Math.max(1, (facts.now - stage.began) / 1000);
  const usual = facts.usualRate === undefined ? '' : `, usual here is ${formatBytes(facts.usualRate)}/s`;
  return {
    code: 'SLOW_LINK',
    sentence: `${nameOf(boot)} fetches its ${stageName} with ${formatBytes(Math.round((stage.sent ?? 0) / seconds))}/s${usual}`,
    remedy: 'look at its cable and switch port (speed, duplex, errors: ethtool -S), and at what else fills the link',
  };
};

/** A transfer stands still. */
export const transferStalled: Rule = ({ boot, facts, stage, stageName, symptom, since }) => {
  if (symptom !== 'stalled' || stage === undefined) return undefined;
  const part = stage.total === undefined ? '' : ` after ${formatBytes(stage.sent ?? 0)} of ${formatBytes(stage.total)}`;
  return {
    code: 'TRANSFER_STALLED',
    sentence: `${nameOf(boot)} stopped taking its ${stageName}${part}, ${Math.round((facts.now - since) / 1000)} s ago`,
    remedy:
      'it was switched off, its loader hangs (try another boot file, e.g. snponly), or the link broke: look at its console',
  };
};

/** A transfer broke off. */
export const transferFailed: Rule = ({ boot, stage, stageName, symptom }) => {
  const { detail } = stage?.failure ?? {};
  if (
    symptom !== 'failed' ||
    detail === undefined ||
    !/closed the connection|no longer answers|closed its port/.test(detail)
  ) {
    return undefined;
  }
  return {
    code: 'TRANSFER_BROKEN',
    sentence: `${nameOf(boot)} broke off the transfer of its ${stageName} (${detail})`,
    remedy: `was it switched off? If it goes on by itself this passes; else look at its console: too little memory, a loader that fails`,
  };
};
