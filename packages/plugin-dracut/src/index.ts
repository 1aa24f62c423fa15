import { definePlugin } from '@muster/core';
import { twoStages } from './assign.ts';
import { dracutCommand } from './commands.ts';
import { disksCommand } from './disks/command.ts';
import { deployRoute } from './deploy-route.ts';
import { nodeFields } from './node-fields.ts';
import { ROOTS } from './roots.ts';

/** Two-stage boots: nodes with `boot.stages: two` run a dracut first stage that deploys image and overlays. */
export default definePlugin({
  name: 'dracut',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'two-stage boots: a dracut first stage deploys the image',
  apply({ contribute, hooks, lifecycle, services }) {
    hooks.assign.tap('dracut', (spec, context) => twoStages(lifecycle, spec, context));
    contribute({
      commands: [dracutCommand, disksCommand],
      routes: [deployRoute(lifecycle, services)],
      roots: ROOTS,
      nodeFields,
      needs: [{ step: 'http', why: 'the first stage fetches over HTTP' }],
    });
  },
});
