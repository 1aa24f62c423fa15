export { parse, Template, type ParseOptions, type TemplateComment } from './template.ts';
export type { ExecuteOptions, ReadUse, TextSink } from './exec/options.ts';
export { defaultLimits, type Limits } from './exec/limits.ts';
export {
  StopExecution,
  RefusedFunctionError,
  TemplateError,
  type TemplateErrorCode,
  type TemplateErrorDetails,
} from './errors.ts';
export {
  goFunc,
  goMethod,
  goVariadic,
  goVariadicMethod,
  GoFunc,
  type CallContext,
  type FuncMap,
  type ParamType,
  type PlainFunction,
} from './value/func.ts';
export { goStruct, structOf, GoStruct, type StructType } from './value/struct.ts';
export { goMap, goNil, goSlice, GoMap, GoNil, GoSlice } from './value/containers.ts';
export { goFloat, goInt64, GoNumber } from './value/number.ts';
export { isTrue } from './value/truth.ts';
export { encodeText } from './value/bytes.ts';
export { readPath } from './paths.ts';
export { sprigFunctions, refusedFunctions } from './sprig/index.ts';
export { listVariables, type TemplateVariable } from './list-variables.ts';
