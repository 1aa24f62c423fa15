/** Names of nodes and profiles. They become file names, host names and parts of URLs. */
export const ENTRY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
