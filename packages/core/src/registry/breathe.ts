const SLICE_MS = 10;

/** Made for one long loop: awaiting the result lets other work (a DHCP packet) in when some 10 ms have passed. */
export function breathe(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < SLICE_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        began = performance.now();
        resolve();
      });
    });
  };
}
