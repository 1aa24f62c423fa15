import type { Listener } from '@muster/core';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { headingStyle } from '../output/style.ts';
import { findingsText } from './findings-text.ts';

/** Runs all checks and shows what they found. Exit code 1 when something is an error. */
export async function examine(context: CliContext): Promise<number> {
  const { preflight } = await import('@muster/core');
  const server = await runningServer(context);
  const opened = await context.site();
  const findings = await preflight({
    site: opened.config,
    provisioner: opened.provisioner,
    overlays: opened.services.overlays,
    snapshot: () => opened.snapshot(),
    ...(server === undefined ? {} : { server }),
  });
  context.tell(findingsText(findings, headingStyle(context.io)), findings);
  return findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.ok;
}

async function runningServer(
  context: CliContext,
): Promise<{ readonly pid: number; readonly listeners: readonly Listener[] } | undefined> {
  const { serverCalls } = await import('@muster/core/client');
  const control = await context.control();
  if (!control.daemon) return undefined;
  const { pid, listeners } = await control.call(serverCalls.status, {});
  return pid === undefined ? undefined : { pid, listeners };
}
