import type { Static } from 'typebox';
import { names, place } from '../control/procedures/words.ts';
import { Type } from '../control/schema.ts';
const digest = Type.Optional(Type.String({ description: 'SHA-256, lower-case hex' }));

/** An item of a list, with the layer and the place it came from. */
const itemSchema = Type.Object({ value: Type.Unknown(), layer: Type.String(), where: Type.Optional(place) });

/** A merged value of the node: the layers (`node` or a profile's name) and the place it came from. */
const valueSchema = Type.Object({
  field: Type.String(),
  value: Type.Unknown(),
  layers: names,
  where: Type.Optional(place),
  items: Type.Optional(Type.Array(itemSchema)),
});

/** One DHCP exchange: what a client of this class is offered. */
const offerSchema = Type.Object({
  clientClass: Type.String(),
  /** Plugin that answers; absent: nobody here does. */
  by: Type.Optional(Type.String()),
  /** The whole OFFER, hexadecimal, to a DISCOVER with transaction id 0. */
  packet: Type.Optional(Type.String()),
  /** Fields and options in the order of the packet, decoded: `siaddr: 10.0.0.1`. */
  lines: names,
  bootFile: Type.Optional(Type.String()),
  bootFileBy: Type.Optional(Type.String()),
  /** Which file that is and why it was chosen. */
  bootFileReason: Type.Optional(Type.String()),
});

const scriptSchema = Type.Object({
  by: Type.String(),
  kind: Type.String(),
  contentType: Type.String(),
  text: Type.String(),
});

const partSchema = Type.Object({
  role: Type.String(),
  name: Type.String(),
  path: Type.String(),
  size: Type.Optional(Type.Integer({ description: 'bytes' })),
  digest,
  /** Plugins that put it there or changed it, in order. */
  by: names,
});

const argumentSchema = Type.Object({
  text: Type.String(),
  by: Type.String(),
  layers: names,
  where: Type.Optional(place),
});

const fileSchema = Type.Object({
  path: Type.String(),
  type: Type.Words(['directory', 'file', 'symlink']),
  mode: Type.Integer(),
  uid: Type.Integer(),
  gid: Type.Integer(),
  size: Type.Optional(Type.Integer({ description: 'bytes' })),
  digest,
  target: Type.Optional(Type.String()),
  overlay: Type.String(),
});

const overlaySchema = Type.Object({
  overlays: names,
  /** SHA-256 of the archive before compression. */
  digest: Type.Optional(Type.String()),
  size: Type.Integer({ description: 'bytes of the archive before compression' }),
  files: Type.Array(fileSchema),
});

/** Something that will fail, or may. */
const findingSchema = Type.Object({
  level: Type.Words(['error', 'warning']),
  code: Type.String(),
  sentence: Type.String(),
  remedy: Type.String(),
});

/** What a node would get at each step of its boot, from the code that serves. */
export const explanationSchema = Type.Object(
  {
    node: Type.String(),
    snapshot: Type.Integer(),
    clientClass: Type.String(),
    classFrom: Type.Words(['asked', 'seen', 'assumed']),
    recognisedBy: Type.Optional(Type.String()),
    offers: Type.Array(offerSchema),
    script: Type.Optional(scriptSchema),
    loader: Type.Optional(Type.String()),
    stages: Type.String(),
    kernel: Type.Optional(partSchema),
    args: Type.Array(argumentSchema),
    initrds: Type.Array(partSchema),
    deploy: Type.Array(partSchema),
    overlays: Type.Object({ system: overlaySchema, runtime: overlaySchema }),
    /** File system of the root. */
    root: Type.String(),
    findings: Type.Array(findingSchema),
    values: Type.Array(valueSchema),
  },
  { title: 'Explanation' },
);

export type Explanation = Static<typeof explanationSchema>;
export type ExplainedOffer = Static<typeof offerSchema>;
export type ExplainedPart = Static<typeof partSchema>;
export type ExplainedArgument = Static<typeof argumentSchema>;
export type ExplainedOverlay = Static<typeof overlaySchema>;
export type ExplainedScript = Static<typeof scriptSchema>;
export type ExplainedFinding = Static<typeof findingSchema>;
