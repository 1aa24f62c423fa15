/** What went wrong in the lab: a stable code, a sentence saying what and where, and what to do about it. */
export class LabError extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(code: string, sentence: string, remedy: string, options?: ErrorOptions) {
    super(`${code}: ${sentence}\n  ${remedy}`, options);
    this.name = 'LabError';
    this.code = code;
    this.remedy = remedy;
  }
}

/** @throws {LabError} `LAB_NEEDS_ROOT` unless the process may make network namespaces. */
export function requireRoot(purpose: string): void {
  if (process.getuid?.() !== 0) {
    throw new LabError('LAB_NEEDS_ROOT', `${purpose} needs root.`, 'Run the command again as root, or with sudo.');
  }
}
