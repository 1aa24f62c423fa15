/** A host key pair of a node in OpenSSH's formats. */
export interface HostKey {
  /** `ed25519`, `ecdsa`. */
  readonly type: string;
  /** Unencrypted `openssh-key-v1` PEM, ending in a newline. */
  readonly privateKey: string;
  /** One line `TYPE BASE64 COMMENT`, ending in a newline. */
  readonly publicKey: string;
}

/** Secrets that exist before rendering. Files are 0600 below the state directory. */
export interface Keystore {
  /** Makes what is missing for these nodes; returns the names of those that got new keys. */
  ensure(nodes: readonly string[]): Promise<readonly string[]>;
  /** Reads only; empty when none were made. */
  hostKeys(node: string): readonly HostKey[];
  remove(node: string): Promise<void>;
}
