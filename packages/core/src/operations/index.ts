export { changeBody, type FieldChange, parseAssignment } from './change.ts';
export { type ConfigCheck, checkConfig } from './check-config.ts';
export { countAddresses } from './count-addresses.ts';
export { describeNode, type NodeValue } from './describe-node.ts';
export { describePlugins, exercisePlugins, type PluginDescription, type PluginTap } from './describe-plugins.ts';
export { type Edited, editRegistry, type Planned } from './edit-registry.ts';
export { parseFieldPath } from './field-path.ts';
export { importNodes, type NodesImported } from './import-nodes.ts';
export { formsToBuild, type ImageRoot, imageRoots, rootsInUse } from './image-roots.ts';
export { existingImage, nodesOfImage } from './images.ts';
export { type ImageSecureBoot, imageSecureBoot, type StartedProgram } from './image-secure-boot.ts';
export {
  chooseInterface,
  type HostInterface,
  type HostNetwork,
  hostNetwork,
  type InitFile,
  writeSite,
} from './init/index.ts';
export { listNodes, type NodeLine } from './list-nodes.ts';
export { missingNames } from './missing-names.ts';
export {
  addNodes,
  DEFAULT_NETWORK,
  DEFAULT_PROFILE,
  deleteNodes,
  existingNodes,
  type NodesChanged,
  type NodeValues,
  setNodes,
} from './nodes.ts';
export { differs, outdatedNodes } from './outdated-nodes.ts';
export { describeOverlay, describeRendering, listOverlays } from './overlays.ts';
export {
  addProfiles,
  deleteProfiles,
  describeProfile,
  existingProfile,
  listProfiles,
  type ProfileLine,
  setProfiles,
} from './profiles.ts';
export { type Reloaded, reloadServer } from './reload.ts';
