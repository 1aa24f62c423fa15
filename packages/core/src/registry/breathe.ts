/** Several loops may have their slices between two packets. */
const SLICE_MS = 2;

/** Made for one long loop: awaiting the result lets other work (a DHCP packet) in when some 2 ms have passed. */
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
