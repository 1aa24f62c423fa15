/**
 * A site's plugin, as a file. Every QEMU card has an iPXE ROM, which asks for its script at once; this rule sends the
 * machine `node` on to undionly.kpxe all the same, until the timeline shows that it has fetched that.
 */
export function forceUndionly(node: string, mac: string): string {
  return `export default {
  name: 'force-undionly', version: '1.0.0', api: '^1.0.0', after: ['ipxe'], [Symbol.for('muster.plugin')]: true,
  apply({ hooks, services }) {
    const fetched = () => services.timeline.of('${node}').some(({ stage, outcome }) => stage === 'boot-file' && outcome === 'done');
    hooks.render.for('boot-file').amend.tap('force-undionly', (made, { request }) =>
      request.mac === '${mac}' && !fetched() ? { file: 'ipxe/bios/undionly.kpxe' } : made);
  },
};
`;
}
