/**
 * How long firmware, loader and kernel take for what is no traffic, in milliseconds at speed 1. Only these waits pass faster
 * with {@link Pace.speed}; timeouts stay what they are, or every answer would look late.
 */
export const WAITS = Object.freeze({
  /** EDK2 goes on collecting offers after the first one (measured with OVMF: 3.7 s). */
  uefiOffers: 3700,
  /** iPXE waits for offers of a proxyDHCP server (iPXE `PROXYDHCP_MAX_TIMEOUT`), unless told that there is none. */
  ipxeProxyOffers: 3000,
  /** A ROM that was told no boot file listens for a proxy's until it would ask again (PXE 2.1 §2.3). */
  romProxyOffers: 4000,
  /** From the boot file's last byte to the first DISCOVER of the loader in it. */
  loaderStart: 1000,
  /** From the last byte to a kernel whose first program runs. */
  kernelStart: 4000,
  /** A first stage starts before the link is up (dracut, measured: 2 s). */
  linkUp: 2000,
  /** From init to a system that lets people log in. */
  userland: 8000,
  /** From a failed boot to the next DISCOVER: reset and self-test, far shorter than a real server's. */
  powerCycle: 10_000,
});

/** Timeouts before a DISCOVER or REQUEST is sent again: PXE 2.1 §2.3 (firmware), iPXE `DHCP_MIN_TIMEOUT` and `DHCP_MAX_TIMEOUT`. */
export const DHCP_TIMEOUTS = Object.freeze({
  firmware: [4000, 8000, 16_000, 32_000],
  ipxe: [1000, 2000, 4000, 8000],
});

/** The same for a REQUEST to port 4011 (PXE 2.1 §2.3). */
export const BOOT_SERVER_TIMEOUTS: readonly number[] = Object.freeze([1000, 2000, 3000, 4000]);

/** EDK2 `PXEBC_MTFTP_TIMEOUT` and `PXEBC_MTFTP_RETRIES`. */
export const TFTP_TIMEOUT_MS = 4000;
export const TFTP_RETRIES = 6;

/** Silence after which a loader gives a connection up. */
export const HTTP_TIMEOUT_MS = 60_000;
