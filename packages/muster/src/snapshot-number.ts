/** The number of a snapshot on a command line. Throws CLI_VALUE_INVALID. */
export async function snapshotNumber(text: string): Promise<number> {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw (await import('./errors.ts')).cliErrors.wrongValue('the snapshot', text, 'its number; see muster history');
}
