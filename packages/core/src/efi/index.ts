export type { EfiProgram } from './inspect.ts';
export { createEfiPrograms, type EfiPrograms } from './programs.ts';
