import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { isImageName } from './name.ts';
import { GENERATION, type Places } from './places.ts';

/** Several changes at once are told as one, this much after the last. */
const SETTLE_MS = 100;

/** Calls back after records changed, by whichever process, or image folders came and went. */
export async function watchImages(places: Places, listener: () => void): Promise<() => Promise<void>> {
  await mkdir(places.images, { recursive: true });
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(places.images, { persistent: false }, (_event, file) => {
    if (file !== null && file !== GENERATION && !isImageName(file)) return;
    clearTimeout(timer);
    timer = setTimeout(listener, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
    return Promise.resolve();
  };
}
