import type { LoaderEvent } from './event.ts';

/** A command that failed, as a loader's script sees it: it may go on. */
export class LoaderFault extends Error {
  override readonly name = 'LoaderFault';
}

/** Nothing of the script runs any more: a kernel started, the loader was left, or there was enough to see. */
export class LoaderEnded extends Error {
  override readonly name = 'LoaderEnded';
  /** What ended it; undefined: the patience of who looked on. */
  readonly event: LoaderEvent | undefined;

  constructor(event?: LoaderEvent) {
    super(event?.kind ?? 'looked at for long enough');
    this.event = event;
  }
}
