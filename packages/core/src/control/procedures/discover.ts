import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { optionalText } from './words.ts';

const mac = Type.String({ description: 'MAC address of an unknown machine' });
const time = Type.Integer({ description: 'milliseconds since the epoch' });

const list = procedure({
  name: 'discover.list',
  summary: 'Machines nobody knows, first seen first',
  method: 'GET',
  path: '/discover',
  input: Type.Object({}),
  output: Type.Array(
    Type.Object({
      mac: Type.String(),
      uuid: optionalText,
      serial: optionalText,
      assetTag: optionalText,
      manufacturer: optionalText,
      product: optionalText,
      vendorClass: optionalText,
      clientClass: optionalText,
      relay: optionalText,
      network: optionalText,
      address: optionalText,
      firstSeen: time,
      lastSeen: time,
      policy: Type.Words(['off', 'ask', 'on'], { description: 'what the configuration does with it' }),
      asks: Type.Boolean({ description: 'it has asked for its boot, and waits' }),
      note: Type.Optional(Type.String({ description: 'why it was not accepted' })),
    }),
  ),
  run: async (context) => {
    const { listUnknown } = await import('../../operations/discover.ts');
    return listUnknown(context);
  },
});

const accept = procedure({
  name: 'discover.accept',
  summary: 'Makes an unknown machine a node: the one named, or the first free discoverable one',
  method: 'POST',
  path: '/discover/accept',
  changes: true,
  input: Type.Object({ mac, node: Type.Optional(Type.String({ description: 'name of the node' })) }),
  output: Type.Object({ mac: Type.String(), node: Type.String() }),
  run: async (context, input) => {
    const { acceptOne } = await import('../../operations/discover.ts');
    return acceptOne(context, input.mac, input.node);
  },
});

const acceptAll = procedure({
  name: 'discover.accept-all',
  summary: 'Makes every machine that waits a node, as far as there are free ones; first seen first',
  method: 'POST',
  path: '/discover/accept-all',
  changes: true,
  input: Type.Object({}),
  output: Type.Object({
    accepted: Type.Array(Type.Object({ mac: Type.String(), node: Type.String() })),
    refused: Type.Array(Type.Object({ mac: Type.String(), sentence: Type.String(), remedy: Type.String() })),
  }),
  run: async (context) => {
    const { acceptWaiting } = await import('../../operations/discover.ts');
    return acceptWaiting(context);
  },
});

const forget = procedure({
  name: 'discover.forget',
  summary: 'Takes a machine off the list; it comes back when it asks again',
  method: 'POST',
  path: '/discover/forget',
  input: Type.Object({ mac }),
  output: Type.Object({ mac: Type.String() }),
  run: async (context, input) => {
    const { forgetUnknown } = await import('../../operations/discover.ts');
    return forgetUnknown(context, input.mac);
  },
});

export const discoverCalls = { list, accept, acceptAll, forget };
