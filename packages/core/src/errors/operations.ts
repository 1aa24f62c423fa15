import type { GroupFault } from '../registry/nodeset.ts';
import { MusterError } from './muster-error.ts';

const few = (names: readonly string[]): string => `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;

/** Wording of what can be wrong with a request to change nodes and profiles. */
export const operationErrors = {
  fieldPath: (text: string): MusterError =>
    new MusterError({
      code: 'FIELD_PATH_INVALID',
      usage: true,
      sentence: `"${text}" is not a path of field names`,
      remedy: 'join names by dots, e.g. networkDevices.default.mtu; put a name that holds dots in quotes',
    }),
  assignment: (text: string, reason: string): MusterError =>
    new MusterError({
      code: 'FIELD_ASSIGNMENT_INVALID',
      usage: true,
      sentence: `"${text}" does not set a field: ${reason}`,
      remedy: 'write FIELD=VALUE, e.g. kernel.args=[quiet]',
    }),
  unknownField: (field: string, reason: string): MusterError =>
    new MusterError({
      code: 'FIELD_UNKNOWN',
      sentence: `there is no field "${field}" to take out: it ${reason}`,
      remedy: 'name a field as "muster node show" or "muster profile show" does',
    }),
  nodesExist: (names: readonly string[]): MusterError =>
    new MusterError({
      code: 'NODE_EXISTS',
      sentence: `${names.length === 1 ? 'this node is' : `${names.length} nodes are`} in the registry already: ${few(names)}`,
      remedy: 'leave them out of the node set, or change them with "muster node set"',
    }),
  noNodes: (text: string): MusterError =>
    new MusterError({
      code: 'NODE_SET_EMPTY',
      usage: !text.includes('@'),
      sentence: `node set "${text}" stands for no node`,
      remedy: text.includes('@')
        ? 'no node is in this selection now, so there is nothing to do'
        : 'name at least one node, e.g. n[01-04]',
    }),
  oneNode: (text: string): MusterError =>
    new MusterError({
      code: 'NODE_NAME_WANTED',
      usage: true,
      sentence: `"${text}" is a node set, and this is about one node`,
      remedy: 'name one node; those of the set are shown by "muster node list"',
    }),
  unknownState: (value: string, near: string | undefined, known: readonly string[]): GroupFault => ({
    wrong: `there is no state "${value}"${near === undefined ? '' : `; did you mean @${known.includes(near) ? 'state:' : ''}${near}?`}`,
    remedy: `states are ${known.join(', ')}; nodes that run something else than they would get are @outdated`,
  }),
  oneNodeOnly: (what: string, count: number): MusterError =>
    new MusterError({
      code: 'NODE_VALUE_UNIQUE',
      usage: true,
      sentence: `${what} belongs to one machine, but the node set stands for ${count} nodes`,
      remedy: 'change one node at a time, or import a list of MAC addresses with "muster node import"',
    }),
  address: (text: string): MusterError =>
    new MusterError({
      code: 'NODE_ADDRESS_INVALID',
      usage: true,
      sentence: `"${text}" is not an IPv4 address`,
      remedy: 'write the address of the first node, e.g. 10.0.0.11 or 10.0.0.11/22',
    }),
  addressRange: (text: string, count: number): MusterError =>
    new MusterError({
      code: 'NODE_ADDRESS_INVALID',
      usage: true,
      sentence: `there are no ${count} addresses from ${text} on`,
      remedy: 'begin with a lower address, or name fewer nodes',
    }),
  profilesExist: (names: readonly string[]): MusterError =>
    new MusterError({
      code: 'PROFILE_EXISTS',
      sentence: `profile ${few(names)} is in the registry already`,
      remedy: 'change it with "muster profile set", or choose another name',
    }),
  unknownProfile: (name: string, near: string | undefined): MusterError =>
    new MusterError({
      code: 'REGISTRY_UNKNOWN_ENTRY',
      sentence: `there is no profile "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      remedy: 'list what there is with "muster profile list"',
    }),
  profileUsed: (name: string, users: readonly string[]): MusterError =>
    new MusterError({
      code: 'PROFILE_USED',
      sentence: `profile "${name}" is used by ${few(users)}`,
      remedy: 'take it out of their profiles first ("muster node set NODES --profile …")',
    }),
  unknownOverlay: (name: string, near: string | undefined): MusterError =>
    new MusterError({
      code: 'OVERLAY_UNKNOWN',
      sentence: `there is no overlay "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      remedy: 'list what there is with "muster overlay list"',
    }),
  unknownFile: (what: string, file: string, near: string | undefined): MusterError =>
    new MusterError({
      code: 'OVERLAY_FILE_UNKNOWN',
      sentence: `${what} has no file "${file}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      remedy: 'leave the file out to list all of them',
    }),
  unknownRoot: (name: string, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'ROOT_UNKNOWN',
      usage: true,
      sentence: `no plugin of this site makes a root "${name}"`,
      remedy:
        known.length === 0
          ? 'add a plugin that does, such as dracut, to the configuration'
          : `use one of: ${known.join(', ')}`,
    }),
  unknownImage: (name: string, near: string | undefined): MusterError =>
    new MusterError({
      code: 'IMAGE_UNKNOWN',
      sentence: `there is no image "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      remedy: 'list what there is with "muster image list", or import it with "muster image import"',
    }),
};
