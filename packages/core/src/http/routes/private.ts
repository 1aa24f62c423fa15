/** For what holds secrets: no cache on the way may keep it. */
export const PRIVATE = { 'Cache-Control': 'no-store, private' };
