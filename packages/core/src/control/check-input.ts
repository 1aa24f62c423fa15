import { Ajv, type ValidateFunction } from 'ajv';
import { describeSchemaErrors } from '../config/describe-errors.ts';
import { controlErrors } from '../errors/control.ts';
import type { AnyProcedure } from './procedure.ts';

/** Gives back an input that fits its procedure. Throws CONTROL_INPUT_INVALID. */
export type CheckInput = (what: AnyProcedure, input: unknown) => unknown;

/**
 * Checks inputs of procedures; each schema is compiled when it is first needed. The schemas are ours: they are not checked
 * themselves, which would take the server longer than a packet may wait.
 */
export function createCheckInput(): CheckInput {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false, logger: false });
  const compiled = new Map<AnyProcedure, ValidateFunction>();
  return (what, input) => {
    const validate = compiled.get(what) ?? ajv.compile(what.input);
    compiled.set(what, validate);
    if (validate(input)) return input;
    const [problem] = describeSchemaErrors(validate.errors ?? [], input);
    throw controlErrors.input(what.name, problem?.path ?? '', problem?.sentence ?? 'is not valid');
  };
}
