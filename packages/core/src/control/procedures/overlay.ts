import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { optionalText } from './words.ts';

const entry = {
  path: Type.String({ description: 'on the node' }),
  type: Type.Words(['directory', 'file', 'template', 'symlink']),
  mode: Type.Integer({ description: 'permission bits' }),
  uid: Type.Integer(),
  gid: Type.Integer(),
  target: Type.Optional(Type.String({ description: 'of a symlink' })),
};
const file = Type.Optional(Type.String({ description: 'path on the node; without it all are listed' }));

const list = procedure({
  name: 'overlay.list',
  summary: 'Overlays; those of the site hide distribution overlays of the same name',
  method: 'GET',
  path: '/overlays',
  input: Type.Object({}),
  output: Type.Array(
    Type.Object({ name: Type.String(), origin: Type.String(), files: Type.Integer(), folder: Type.String() }),
  ),
  run: async ({ site }) => {
    const { listOverlays } = await import('../../operations/overlays.ts');
    return listOverlays(site.services);
  },
});

const show = procedure({
  name: 'overlay.show',
  summary: 'The files of an overlay, or the text of one as it is written',
  method: 'GET',
  path: '/overlays/show',
  input: Type.Object({ overlay: Type.String(), file }),
  output: Type.Object({ entries: Type.Array(Type.Object(entry)), text: optionalText }),
  run: async ({ site }, input) => {
    const { describeOverlay } = await import('../../operations/overlays.ts');
    return describeOverlay(site.services, input.overlay, input.file);
  },
});

const render = procedure({
  name: 'overlay.render',
  summary: 'The files a node gets from its overlays, or the text of one as the node gets it',
  method: 'GET',
  path: '/overlays/render',
  input: Type.Object({ node: Type.String(), context: Type.Words(['system', 'runtime']), file }),
  output: Type.Object({
    entries: Type.Array(
      Type.Object({
        ...entry,
        size: Type.Optional(Type.Integer({ description: 'octets' })),
        overlay: Type.String({ description: 'the overlay it comes from' }),
      }),
    ),
    text: optionalText,
  }),
  run: async ({ site, snapshot }, input) => {
    const { describeRendering } = await import('../../operations/overlays.ts');
    return describeRendering(site.services, await snapshot(), input.node, input.context, input.file);
  },
});

export const overlayCalls = { list, show, render };
