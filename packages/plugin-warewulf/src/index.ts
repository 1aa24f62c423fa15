import { fileURLToPath } from 'node:url';
import { definePlugin } from '@muster/core';
import { forWarewulf } from './assign.ts';
import { initramfsCommand } from './commands.ts';

const OVERLAYS = fileURLToPath(new URL('../overlays', import.meta.url));

/** Nodes with `boot.compat: warewulf` boot images made for Warewulf: its own dracut module, client and overlays. */
export default definePlugin({
  name: 'warewulf',
  version: '0.1.0',
  api: '^1.0.0',
  summary: "boots images made for Warewulf with Warewulf's own first stage and client",
  // A node's first stage is Warewulf's before another plugin gives it one.
  before: ['dracut'],
  apply({ contribute, hooks, lifecycle }) {
    hooks.assign.tap('warewulf', (spec, context) => forWarewulf(lifecycle, spec, context));
    contribute({
      commands: [initramfsCommand],
      overlayDirs: [OVERLAYS],
      needs: [{ step: 'http', why: "Warewulf's first stage and client fetch over HTTP" }],
    });
  },
});
