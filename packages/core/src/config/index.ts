export { describeSchemaErrors, type SchemaProblem } from './describe-errors.ts';
export { nearest } from './nearest.ts';
export { compileSchema, type ValidationResult, validateWithSchema } from './validate.ts';
