export type { LoaderBehaviour, LoaderTools } from './behaviour.ts';
export { loaderBehaviours } from './behaviours/index.ts';
export { boot as bootByLoader, type LoaderRun, type ObservedBoot } from './boot.ts';
export { describeLoaderConformance } from './describe.ts';
export { expectAsGivenOrRefused, expectCalm } from './expect.ts';
export type { Leaving, LoaderEvent, StartedKernel } from './event.ts';
export { LoaderEnded, LoaderFault } from './fault.ts';
export { grubModels, grubStart } from './grub/index.ts';
export { ipxeAutoexec, ipxeModels, ipxeStart } from './ipxe/index.ts';
export { type KernelWord, kernelWords, meantWord } from './kernel-words.ts';
export type { LoaderModel, LoaderStart, LoaderUnderTest } from './language.ts';
export { LoaderMachine, type MachineFacts as LoaderMachineFacts, type Surroundings } from './machine.ts';
export { LoaderNonconformance } from './nonconformance.ts';
export {
  type LoaderDepartures,
  type LoaderOptions,
  type LoaderOutcome,
  type LoaderResult,
  runLoaderConformance,
} from './run.ts';
export type { Payload, Progress, Situation } from './situation.ts';
