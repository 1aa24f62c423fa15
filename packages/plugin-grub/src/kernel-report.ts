/**
 * Tells the server that `linux` failed: the number of the error, and whether GRUB is locked down as it is under Secure Boot
 * alone. `source` is the one command that fetches without a result; what it gets is a comment.
 */
export const KERNEL_REPORT =
  'source "$muster_base/v1/report/$muster_id$muster_query&stage=kernel&outcome=failed&error=$?&lockdown=$lockdown"';
