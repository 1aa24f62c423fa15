import { identityPath } from './base-assign.ts';
import type { BootRequest } from './boot-request.ts';
import { type BootSpec, type PayloadPart, withSpec } from './boot-spec.ts';
import type { Assignment } from './types.ts';

/** Stands where a boot token would be, in what is made to be looked at (door `explain`). */
export const TOKEN_PLACEHOLDER = 'TOKEN';

/** The path with the token in its query. */
export function withTokenInPath(path: string, token: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}token=${token}`;
}

/** The assignment with a boot token in the path of every part that needs proof. */
export function withToken(assignment: Assignment, token: string | undefined): Assignment {
  if (token === undefined) return assignment;
  const { spec, other } = assignment;
  const proven = (part: PayloadPart): PayloadPart =>
    part.proof === undefined ? part : { ...part, path: withTokenInPath(part.path, token) };
  const shown = (whole: BootSpec): BootSpec =>
    withSpec(whole, { initrds: whole.initrds.map(proven), deploy: whole.deploy.map(proven) });
  return { ...assignment, token, spec: shown(spec), ...(other === undefined ? {} : { other: shown(other) }) };
}

/** A last, tiny initrd that tells whatever runs in the kernel which boot this is, and carries the token there. */
export function withSessionPart(spec: BootSpec, { node }: Pick<Assignment, 'node'>, request: BootRequest): BootSpec {
  if (spec.kernel === undefined) return spec;
  const path = `/v1/session/${identityPath(node, request)}`;
  return withSpec(spec, { initrds: [...spec.initrds, { role: 'session', name: 'session', path, proof: 'token' }] });
}
