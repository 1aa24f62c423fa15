import type { LoaderEvent } from './event.ts';

/** A behaviour that a loader does not show. The message has expectation, what was seen, and all that the loader did. */
export class LoaderNonconformance extends Error {
  override readonly name = 'LoaderNonconformance';

  constructor(expected: string, got: string, events: readonly LoaderEvent[]) {
    super(
      [`expected ${expected}`, `got      ${got}`, ...events.map((event) => `         ${describeEvent(event)}`)].join(
        '\n',
      ),
    );
  }
}

function describeEvent(event: LoaderEvent): string {
  switch (event.kind) {
    case 'script':
    case 'payload':
      return `${event.kind} ${event.url}${event.found ? '' : ': failed'}`;
    case 'pause':
      return `pause ${event.seconds} s`;
    case 'shown':
      return `screen: ${event.text}`;
    case 'menu':
      return `menu of ${event.entries.join(', ')}: ${event.taken}`;
    case 'complaint':
      return `complaint: ${event.text}`;
    case 'boot':
      return `starts ${event.kernel} with ${event.initrds.length} initrds: ${event.commandLine}`;
    case 'left':
      return `leaves the loader (${event.how}): ${event.why}`;
    case 'address':
      return `address by DHCP${event.found ? '' : ': failed'}`;
    case 'spins':
      return event.kind;
  }
}
