import { LoaderFault } from '../fault.ts';
import type { IpxeState } from './run.ts';

/** The label that is taken of a menu: somebody's choice, else the default after the timeout. */
export function choose({ machine, menus }: IpxeState, options: ReadonlyMap<string, string>): string {
  const items = menus.get(options.get('menu') ?? '');
  const [first] = items ?? [];
  if (items === undefined || first === undefined) throw new LoaderFault('choose: there is no menu');
  const standard = options.get('default') ?? items.find(({ isDefault }) => isDefault)?.label ?? first.label;
  const timeout = Number(options.get('timeout') ?? 0);
  const labels = items.map(({ label }) => label);
  return machine.menu(
    labels,
    labels.includes(standard) ? standard : first.label,
    timeout === 0 ? undefined : timeout / 1000,
  );
}
