import { describeNode } from '../operations/describe-node.ts';
import type { BootSpec, PayloadPart } from '../lifecycle/boot-spec.ts';
import type { Origin, RegistryView } from '../registry/types.ts';
import type { Attributions } from './trace.ts';
import type { Explanation, ExplainedArgument, ExplainedPart } from './schema.ts';

/** Kernel, arguments and archives, each with the plugin that set it. */
export function explainPayload(
  spec: BootSpec,
  origins: ReadonlyMap<string, Origin>,
  attributions: Attributions,
): Pick<Explanation, 'kernel' | 'args' | 'initrds' | 'deploy'> {
  const part = (one: PayloadPart): ExplainedPart => {
    const { role, name, path, size, digest } = one;
    return {
      role,
      name,
      path,
      ...(size === undefined ? {} : { size }),
      ...(digest === undefined ? {} : { digest }),
      by: attributions.ofPart(one),
    };
  };
  const argument = (text: string): ExplainedArgument => {
    const by = attributions.ofArgument(text);
    const item = by === 'core' ? origins.get('kernel.args')?.items?.find(({ value }) => value === text) : undefined;
    return { text, by, ...(item === undefined ? { layers: [] } : { layers: [item.layer], where: item.where }) };
  };
  return {
    ...(spec.kernel === undefined ? {} : { kernel: part(spec.kernel) }),
    args: spec.args.map(argument),
    initrds: spec.initrds.map(part),
    deploy: spec.deploy.map(part),
  };
}

/** Every merged value with the layers and the place it came from; secrets are hidden. */
export function explainValues(view: RegistryView, name: string): Explanation['values'] {
  return describeNode(view, name).map(({ field, value, origin }) => ({
    field,
    value,
    layers: [...(origin?.layers ?? [])],
    ...(origin === undefined ? {} : { where: origin.where }),
    ...(origin?.items === undefined ? {} : { items: [...origin.items] }),
  }));
}
