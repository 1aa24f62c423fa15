import { availableParallelism } from 'node:os';
import { testkitErrors } from '../errors.ts';

/** How a fleet boots, as a person says it. */
export interface FleetSettings {
  /** Most machines; all there are when it is not given. */
  readonly nodes: number | undefined;
  /** Share of datagrams lost each way, 0 to 1. */
  readonly loss: number;
  /** Ids of client classes; machines take turns. */
  readonly classes: readonly string[];
  readonly concurrency: number;
  readonly rate: number | undefined;
  readonly speed: number;
  readonly skip: readonly string[];
}

/** The same as text, as options of a command line are. */
export interface FleetOptionTexts {
  readonly nodes?: string | undefined;
  readonly loss?: string | undefined;
  readonly class?: readonly string[] | undefined;
  readonly concurrency?: string | undefined;
  readonly rate?: string | undefined;
  readonly speed?: string | undefined;
  readonly skip?: readonly string[] | undefined;
}

/** As many as one process can be for without being what limits them. */
const CONCURRENCY = 250 * availableParallelism();

/** @throws MusterError `SIM_OPTION_INVALID` */
export function readSettings(texts: FleetOptionTexts): FleetSettings {
  const { skip = [], class: classes = [] } = texts;
  return {
    nodes: texts.nodes === undefined ? undefined : wholeNumber('--nodes', texts.nodes),
    loss: texts.loss === undefined ? 0 : share('--loss', texts.loss),
    classes: classes.length === 0 ? ['uefi-x86_64'] : classes,
    concurrency: texts.concurrency === undefined ? CONCURRENCY : wholeNumber('--concurrency', texts.concurrency),
    rate: texts.rate === undefined ? undefined : positive('--rate', texts.rate),
    speed: texts.speed === undefined ? 1 : positive('--speed', texts.speed),
    skip,
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw testkitErrors.optionInvalid(option, text, 'a number above 0');
  return value;
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw testkitErrors.optionInvalid(option, text, 'a whole number above 0');
  return Number(text);
}

function share(option: string, text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1)) {
    throw testkitErrors.optionInvalid(option, text, 'a share below 1, such as 0.01 or 1%');
  }
  return value;
}
