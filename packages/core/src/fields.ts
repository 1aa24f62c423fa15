/** How fields of nodes and profiles are written on a command line. */
export { type FieldChange, parseAssignment } from './operations/change.ts';
export { parseFieldPath } from './operations/field-path.ts';
