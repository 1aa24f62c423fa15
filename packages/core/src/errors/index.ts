export type { ErrorDetails, Where } from './muster-error.ts';
export { formatError, formatWhere, isMusterError, MusterError, messageOf } from './muster-error.ts';
export { pluginErrors } from './plugin.ts';
