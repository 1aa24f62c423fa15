import type { ErrorObject } from 'ajv';

/**
 * Ajv reports every branch of a failed `anyOf` or `oneOf` and then the union itself. One message helps more: the errors of
 * the one branch whose kind of value was given, or the union alone when none or several branches could have been meant.
 */
export function condenseUnions(errors: readonly ErrorObject[]): ErrorObject[] {
  const union = errors.find(
    (error) =>
      isUnion(error) && !errors.some((outer) => isUnion(outer) && error.schemaPath.startsWith(`${outer.schemaPath}/`)),
  );
  if (union === undefined) return [...errors];
  const inside = errors.filter((error) => error.schemaPath.startsWith(`${union.schemaPath}/`) && within(error, union));
  const outside = errors.filter((error) => error !== union && !inside.includes(error));
  const kept = new Set([...meantBranch(union, inside), ...condenseUnions(outside)]);
  return errors.filter((error) => kept.has(error));
}

function isUnion(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf';
}

function within(error: ErrorObject, union: ErrorObject): boolean {
  return error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
}

function meantBranch(union: ErrorObject, inside: readonly ErrorObject[]): ErrorObject[] {
  const branches = new Map<string, ErrorObject[]>();
  for (const error of inside) {
    const branch = error.schemaPath.slice(union.schemaPath.length + 1).split('/')[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const meant = [...branches.values()].filter((branch) => !branch.some((error) => rejectsKind(error, union)));
  const only = meant[0];
  return meant.length === 1 && only !== undefined ? condenseUnions(only) : [union];
}

/** The branch is for another kind of value, or for a mapping that is told apart by another key. */
function rejectsKind(error: ErrorObject, union: ErrorObject): boolean {
  return error.instancePath === union.instancePath && ['type', 'const', 'enum'].includes(error.keyword);
}
