export { completeNames } from './complete-names.ts';
export { fileNames } from './file-names.ts';
export { type Candidate, type Completes, COMPLETIONS, type NameSource } from './types.ts';
