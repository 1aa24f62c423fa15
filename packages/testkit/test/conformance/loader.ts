import { definePlugin } from '@muster/core';

/** A loader in miniature: a file of its own for each class of firmware, and a script for iPXE. */
export const loader = definePlugin({
  name: 'conformance-loader',
  version: '1.0.0',
  api: '^1.0.0',
  apply(context) {
    context.contribute({ provides: [{ step: 'script', loader: 'lab' }] });
    context.hooks.render.for('boot-file').make.tap('conformance-loader', ({ clientClass, baseUrl }) => {
      const { id, userClass, transport } = clientClass;
      if (userClass === 'ipxe')
        return { file: `${baseUrl}/script`, options: new Map([[175, Uint8Array.of(176, 1, 1)]]) };
      // There is none for this one: such machines are told nothing.
      if (id.startsWith('uefi-loongarch64')) return undefined;
      return { file: transport === 'http' ? `${baseUrl}/loader/${id}.efi` : `loader/${id}.efi` };
    });
  },
});
