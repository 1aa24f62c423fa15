import type { Userland } from './first-stage.ts';
import { BootFault } from './fault.ts';
import { WAITS } from './timing.ts';

/** As the init overlay has it: seconds between tries, ever longer, for about ten minutes. */
const LONGEST_PAUSE = 300;
const DETAIL = { init: 'memory%204096%20MB', up: '' } as const;

/** Tells the server that init runs, and later that the system is up, as the init overlay does. */
export async function tellBeacons({ url, wwid }: { url: string; wwid: string }, userland: Userland): Promise<void> {
  const { pace } = userland;
  await tell('init', url, wwid, userland);
  await pace.wait(WAITS.userland);
  await tell('up', url, wwid, userland);
}

async function tell(stage: keyof typeof DETAIL, url: string, wwid: string, userland: Userland): Promise<void> {
  const { http, pace, trace, session } = userland;
  const place = `${url}/v1/report/${wwid}?stage=${stage}&outcome=done&detail=${DETAIL[stage]}&token=${session.runToken ?? ''}`;
  for (let pause = 1; ; pause += Math.floor(pause / 2) + 1) {
    try {
      await trace.step(stage, async (meter) => {
        const { status } = await http.read(place, { stage }, pace.signal, meter);
        if (status !== 200) throw new BootFault(stage, status === 403 ? 'refused' : 'http-status', `status ${status}`);
      });
      return;
    } catch (error) {
      if (!(error instanceof BootFault) || error.fatal || pause > LONGEST_PAUSE) throw error;
      await pace.wait(pause * 1000);
    }
  }
}
