export { blobPath, chooseKernel, identityPath } from './base-assign.ts';
export { type BootRequest, bootRequest, type DhcpFacts, type LeaseFact } from './boot-request.ts';
export { TOKEN_PLACEHOLDER, withTokenInPath } from './boot-token.ts';
export {
  type BootProblem,
  type BootSpec,
  hasMenu,
  isDiskOnly,
  LOADER_STAGE,
  type PayloadPart,
  withSpec,
} from './boot-spec.ts';
export { checkClasses, checkNodes, type StepReport } from './composition.ts';
export { inUrl, networkOf } from './endpoints.ts';
export type * from './hooks.ts';
export { aroundIdentity, startsSignedOnly } from './offered-boot-file.ts';
export { createProvisioner, type Listener, type Provisioner, type ProvisionerOptions } from './provisioner.ts';
export type { Snapshot } from './snapshot.ts';
export { createSnapshotSource, type SnapshotSource } from './snapshot-source.ts';
export type * from './types.ts';
export type { TapTiming } from './wrap-tap.ts';
