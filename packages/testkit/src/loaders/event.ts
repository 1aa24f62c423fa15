/** How a machine can leave its loader without having started a kernel. */
export type Leaving = 'prompt' | 'reboot' | 'power-off' | 'firmware' | 'setup' | 'local-disk' | 'end';

/** What a loader did, in the order in which it did it. */
export type LoaderEvent =
  /** Asked for a script or configuration of its own kind. */
  | { readonly kind: 'script'; readonly url: string; readonly found: boolean }
  /** Asked for what is to be started, or handed to the kernel. */
  | { readonly kind: 'payload'; readonly url: string; readonly found: boolean }
  | { readonly kind: 'pause'; readonly seconds: number }
  /** Asked for an address anew, by DHCP. */
  | { readonly kind: 'address'; readonly found: boolean }
  /** A line on the screen. */
  | { readonly kind: 'shown'; readonly text: string }
  /** A menu, and what was taken of it. */
  | {
      readonly kind: 'menu';
      readonly entries: readonly string[];
      readonly taken: string;
      readonly seconds: number | undefined;
    }
  /** A line of the script that is no command, or that the loader cannot read. */
  | { readonly kind: 'complaint'; readonly text: string }
  | ({ readonly kind: 'boot' } & StartedKernel)
  | { readonly kind: 'left'; readonly how: Leaving; readonly why: string }
  /** Commands without end, and nothing that takes time among them. */
  | { readonly kind: 'spins' };

/** A kernel as it is started. */
export interface StartedKernel {
  /** The command line as the script has it: without what every loader puts before it by itself. */
  readonly commandLine: string;
  /** URLs, in the order in which the kernel unpacks them. */
  readonly kernel: string;
  readonly initrds: readonly string[];
}
