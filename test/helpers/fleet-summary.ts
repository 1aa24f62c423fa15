import type { FleetSummary } from '@muster/testkit';
import type { ExecResult } from '../lab/index.ts';

/** What `muster sim --output json` printed; without it the error says what the command did. */
export function summaryIn({ stdout, stderr, exitCode }: ExecResult): FleetSummary {
  try {
    return JSON.parse(stdout) as FleetSummary;
  } catch {
    throw new Error(`muster sim ended with ${exitCode}: ${stderr}${stdout}`);
  }
}
