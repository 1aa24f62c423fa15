import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false };
const digest = Type.Optional(Type.String({ description: 'SHA-256, lower-case hex' }));

/** Where a value was written. */
const placeSchema = Type.Object(
  {
    file: Type.Optional(Type.String()),
    line: Type.Optional(Type.Integer()),
    column: Type.Optional(Type.Integer()),
    path: Type.Optional(Type.String()),
  },
  strict,
);

/** A merged value of the node: the layers (`node` or a profile's name) and the place it came from. */
const valueSchema = Type.Object(
  {
    field: Type.String(),
    value: Type.Unknown(),
    layers: Type.Array(Type.String()),
    where: Type.Optional(placeSchema),
  },
  strict,
);

/** One DHCP exchange: what a client of this class is offered. */
const offerSchema = Type.Object(
  {
    clientClass: Type.String(),
    /** Plugin that answers; absent: nobody here does. */
    by: Type.Optional(Type.String()),
    /** The whole OFFER, hexadecimal, to a DISCOVER with transaction id 0. */
    packet: Type.Optional(Type.String()),
    /** Fields and options in the order of the packet, decoded: `siaddr: 10.0.0.1`. */
    lines: Type.Array(Type.String()),
    bootFile: Type.Optional(Type.String()),
    bootFileBy: Type.Optional(Type.String()),
  },
  strict,
);

const scriptSchema = Type.Object(
  { by: Type.String(), kind: Type.String(), contentType: Type.String(), text: Type.String() },
  strict,
);

const partSchema = Type.Object(
  {
    role: Type.String(),
    name: Type.String(),
    path: Type.String(),
    size: Type.Optional(Type.Integer({ description: 'bytes' })),
    digest,
    /** Plugins that put it there or changed it, in order. */
    by: Type.Array(Type.String()),
  },
  strict,
);

const argumentSchema = Type.Object(
  { text: Type.String(), by: Type.String(), layers: Type.Array(Type.String()), where: Type.Optional(placeSchema) },
  strict,
);

const fileSchema = Type.Object(
  {
    path: Type.String(),
    type: Type.Union([Type.Literal('directory'), Type.Literal('file'), Type.Literal('symlink')]),
    mode: Type.Integer(),
    uid: Type.Integer(),
    gid: Type.Integer(),
    size: Type.Optional(Type.Integer({ description: 'bytes' })),
    target: Type.Optional(Type.String()),
    overlay: Type.String(),
  },
  strict,
);

const overlaySchema = Type.Object(
  {
    overlays: Type.Array(Type.String()),
    /** SHA-256 of the archive before compression. */
    digest: Type.Optional(Type.String()),
    size: Type.Integer({ description: 'bytes of the archive before compression' }),
    files: Type.Array(fileSchema),
  },
  strict,
);

/** Something that will fail, or may. */
const findingSchema = Type.Object(
  {
    level: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
    code: Type.String(),
    sentence: Type.String(),
    remedy: Type.String(),
  },
  strict,
);

/** What a node would get at each step of its boot, from the code that serves. */
export const explanationSchema = Type.Object(
  {
    node: Type.String(),
    snapshot: Type.Integer(),
    clientClass: Type.String(),
    classFrom: Type.Union([Type.Literal('asked'), Type.Literal('seen'), Type.Literal('assumed')]),
    recognisedBy: Type.Optional(Type.String()),
    offers: Type.Array(offerSchema),
    script: Type.Optional(scriptSchema),
    loader: Type.Optional(Type.String()),
    stages: Type.String(),
    kernel: Type.Optional(partSchema),
    args: Type.Array(argumentSchema),
    initrds: Type.Array(partSchema),
    deploy: Type.Array(partSchema),
    overlays: Type.Object({ system: overlaySchema, runtime: overlaySchema }, strict),
    /** File system of the root. */
    root: Type.String(),
    findings: Type.Array(findingSchema),
    values: Type.Array(valueSchema),
  },
  { ...strict, title: 'Explanation' },
);

export type Explanation = Static<typeof explanationSchema>;
export type ExplainedOffer = Static<typeof offerSchema>;
export type ExplainedPart = Static<typeof partSchema>;
export type ExplainedArgument = Static<typeof argumentSchema>;
export type ExplainedOverlay = Static<typeof overlaySchema>;
export type ExplainedScript = Static<typeof scriptSchema>;
export type ExplainedFinding = Static<typeof findingSchema>;
