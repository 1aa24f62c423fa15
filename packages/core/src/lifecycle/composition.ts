import { CLIENT_CLASSES, type ClientClass } from '@muster/wire';
import type { BootStep, CheckResult } from '../plugin/types.ts';
import { breathe } from '../registry/breathe.ts';
import { RouteTable } from '../route/index.ts';
import { bootRequest } from './boot-request.ts';
import { nodeRequest } from './node-request.ts';
import type { Provisioner } from './provisioner.ts';
import type { Snapshot } from './snapshot.ts';
import type { BootFile } from './types.ts';

/** A step of a boot, and who takes it: a plugin of this server, or nobody here. */
export interface StepReport {
  /** Client class id, or a node's name. */
  readonly subject: string;
  readonly step: BootStep | 'payload';
  readonly provider: string | undefined;
  readonly result: CheckResult;
}

const MISSING: Readonly<Record<BootStep, { sentence: string; remedy: string }>> = {
  address: {
    sentence: 'nobody here gives addresses by DHCP',
    remedy:
      "let the site's DHCP server give them (and, unless a proxy here does, next-server and boot file as shown by the boot-file step), or the plugin dhcp",
  },
  'boot-file': {
    sentence: 'nobody here tells this firmware a boot file',
    remedy: 'add a loader plugin that serves this client class (ipxe, grub)',
  },
  tftp: {
    sentence: 'nobody here serves TFTP, which this firmware fetches its boot file by',
    remedy: "add the plugin tftp, or copy the boot file to the site's TFTP server",
  },
  http: { sentence: 'nobody here serves HTTP', remedy: 'report this: HTTP is part of the core' },
  script: {
    sentence: 'no plugin renders what this loader reads',
    remedy: 'add the plugin of the loader the node wants',
  },
};

/** For every client class: each step of its boot, with the plugin that takes it or the step nobody here provides. */
export async function checkClasses(provisioner: Provisioner, snapshot: Snapshot): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  for (const clientClass of CLIENT_CLASSES) reports.push(...(await checkClass(provisioner, snapshot, clientClass)));
  return reports;
}

async function checkClass(
  provisioner: Provisioner,
  snapshot: Snapshot,
  clientClass: ClientClass,
): Promise<StepReport[]> {
  const bootFile = await bootFileFor(provisioner, snapshot, clientClass);
  const subject = clientClass.id;
  const reports = [providedStep(provisioner, subject, 'address', clientClass.id)];
  if (bootFile === undefined) return [...reports, missing(provisioner, subject, 'boot-file')];
  reports.push(
    found(subject, 'boot-file', provisioner.lifecycle.loaderFor(undefined) ?? 'core', `boot file ${bootFile.file}`),
  );
  if (!/^[a-z]+:\/\//.test(bootFile.file)) reports.push(transferStep(provisioner, subject, bootFile.file));
  return reports;
}

async function bootFileFor(
  provisioner: Provisioner,
  snapshot: Snapshot,
  clientClass: ClientClass,
): Promise<BootFile | undefined> {
  const { lifecycle } = provisioner;
  const loader = lifecycle.loaderFor(undefined);
  if (loader === undefined) return undefined;
  const request = bootRequest({ door: 'check', clientClass });
  return lifecycle.render('boot-file', { request, snapshot, clientClass, loader, ...lifecycle.endpoints({}) });
}

function transferStep(provisioner: Provisioner, subject: string, file: string): StepReport {
  const step = providedStep(provisioner, subject, 'tftp', subject);
  if (step.provider === undefined) return step;
  const routes = new RouteTable(provisioner.contributions.items('routes'), provisioner.contributions.items('files'));
  if (routes.match(file, 'tftp') !== undefined) return step;
  const sentence = `boot file ${file} is not among the files served here`;
  return {
    subject,
    step: 'tftp',
    provider: undefined,
    result: { level: 'warning', sentence, remedy: "install the loader's package, or see its plugin's options" },
  };
}

function providedStep(provisioner: Provisioner, subject: string, step: BootStep, classId: string): StepReport {
  const provider = provisioner.contributions
    .of('provides')
    .find(({ item }) => item.step === step && (item.classes === undefined || item.classes.includes(classId)));
  return provider === undefined
    ? missing(provisioner, subject, step)
    : found(subject, step, provider.plugin, `${step} by ${provider.plugin}`);
}

/** Says what the plugins that need the step say of it. */
function missing({ contributions }: Provisioner, subject: string, step: BootStep): StepReport {
  const { sentence, remedy } = MISSING[step];
  const whys = contributions.items('needs').flatMap((need) => (need.step === step ? [need.why] : []));
  const whole = whys.length === 0 ? sentence : `${sentence}: ${whys.join('; ')}`;
  return { subject, step, provider: undefined, result: { level: 'note', sentence: whole, remedy } };
}

function found(subject: string, step: StepReport['step'], provider: string, sentence: string): StepReport {
  return { subject, step, provider, result: { level: 'ok', sentence } };
}

/** For every node: whether its loader's script has somebody to render it, and what its payload lacks. */
export async function checkNodes(provisioner: Provisioner, snapshot: Snapshot): Promise<readonly StepReport[]> {
  const scripts = provisioner.contributions.of('provides').filter(({ item }) => item.step === 'script');
  const reports: StepReport[] = [];
  const pause = breathe();
  for (const name of snapshot.registry.nodeNames) {
    await pause();
    const node = snapshot.registry.node(name);
    const request = node && nodeRequest(node, snapshot, { door: 'check' });
    const assignment = request && (await provisioner.lifecycle.assign(request));
    if (assignment === undefined) {
      const sentence = 'it has no MAC address, UUID or asset tag: no machine can be recognised as this node';
      reports.push({
        subject: name,
        step: 'payload',
        provider: undefined,
        result: { level: 'warning', sentence, remedy: `muster node set ${name} --hwaddr MAC` },
      });
      continue;
    }
    const { loader, problems } = assignment.spec;
    const script = scripts.find(({ item }) => item.loader === loader);
    reports.push(
      script === undefined
        ? missing(provisioner, name, 'script')
        : found(name, 'script', script.plugin, `script by ${script.plugin}`),
    );
    for (const { sentence, remedy } of problems) {
      reports.push({
        subject: name,
        step: 'payload',
        provider: undefined,
        result: { level: 'warning', sentence, remedy },
      });
    }
  }
  return reports;
}
