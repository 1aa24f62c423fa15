import { fileURLToPath } from 'node:url';

/** Absolute folder of the distribution overlays: `NAME/overlay.yaml` and `NAME/rootfs/…`. */
export const overlaysDir: string = fileURLToPath(new URL('../overlays', import.meta.url));
