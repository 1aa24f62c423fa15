/** A script broken on purpose: what is done to every script, and the behaviour that has to find it out. */
export interface Mutant {
  readonly change: (script: string) => string;
  readonly at: string;
}

const KERNEL = /^kernel .*$/m;
const swapped = (script: string): string =>
  script.replace(/^(initrd --name image .*)\n(initrd --name system .*)$/m, '$2\n$1');

/** By what the loader does that it must not do. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'swaps two initrds': { change: swapped, at: 'payload/single-stage' },
  'swaps two names on the command line': {
    change: (script) => script.replace('initrd=image initrd=system', 'initrd=system initrd=image'),
    at: 'payload/single-stage',
  },
  'names no initrds': { change: (script) => script.replace(/ initrd=\S+/g, ''), at: 'payload/single-stage' },
  'leaves an initrd out': {
    change: (script) => script.replace(/^initrd --name runtime .*\n/m, ''),
    at: 'payload/single-stage',
  },
  'fetches an initrd twice': {
    change: (script) => script.replace(/^initrd --name system .*$/m, '$&\n$&'),
    at: 'payload/single-stage',
  },
  'gives all initrds one name': {
    change: (script) => script.replace(/--name part\d+/g, '--name part0'),
    at: 'payload/many-initrds',
  },
  'loses an argument': { change: (script) => script.replace(' console=ttyS0,115200n8', ''), at: 'arguments/ordinary' },
  'swaps arguments': { change: (script) => script.replace('a=1 a=2', 'a=2 a=1'), at: 'arguments/ordinary' },
  'adds an argument': {
    change: (script) => script.replace(KERNEL, (line) => line.replace(' ||', ' debug ||')),
    at: 'payload/single-stage',
  },
  'cuts a query': { change: (script) => script.replace(/&y=%26/, ''), at: 'payload/urls' },
  'decodes a path': { change: (script) => script.replace('%2F', '/'), at: 'payload/urls' },
  'asks by the MAC of another card': {
    change: (script) => script.replaceAll('${mac:hexhyp}', '${net0/mac:hexhyp}'),
    at: 'failure/kernel',
  },
  'has no pause': { change: (script) => script.replace(/^sleep \d+\n/m, ''), at: 'wait/problem' },
  'pauses once, and then no more': {
    change: (script) => script.replace(/^:again\n(sleep \d+)/m, '$1\n:again'),
    at: 'away/for-ever',
  },
  'forgets its token': { change: (script) => script.replace(/^(chain .*)&token=[^ ]+/m, '$1'), at: 'failure/image' },
  'prompts after a failure': {
    change: (script) => script.replace(/^:failed$/m, ':failed\nprompt Press a key'),
    at: 'failure/kernel',
  },
  'opens a shell after a failure': {
    change: (script) => script.replace(/^:failed$/m, ':failed\nshell'),
    at: 'failure/kernel',
  },
  'restarts after a failure': {
    change: (script) => script.replace(/^:failed$/m, ':failed\nreboot'),
    at: 'failure/for-ever',
  },
  'ends after a failure': { change: (script) => script.replace(/^goto again$/m, 'exit'), at: 'away/while-waiting' },
  'keeps what a failed try fetched': { change: (script) => script.replace(/^imgfree$/gm, ''), at: 'failure/start' },
  'says nothing of a failure': {
    change: (script) => script.replace(/^echo .*could not fetch.*$/m, 'echo'),
    at: 'failure/told',
  },
  'does not look whether the kernel came': {
    change: (script) => script.replace(KERNEL, (line) => line.replace(' || goto failed', '')),
    at: 'failure/kernel',
  },
  'does not look whether an initrd came': {
    change: (script) => script.replace(/^(initrd --name runtime .*) \|\| goto failed$/m, '$1 || echo never mind'),
    at: 'failure/runtime',
  },
  'says no reason': {
    change: (script) => script.replace(/^echo Muster: (?:remedy|rack).*$/gm, 'echo'),
    at: 'wait/problem',
  },
  'runs the text it shows': { change: (script) => script.replace(/';'/g, ';'), at: 'wait/texts' },
  'lets a text swallow the next line': { change: (script) => script.replace(/\\'$/gm, '\\'), at: 'wait/texts' },
  'expands the text it shows': {
    change: (script) => script.replaceAll('$ {net0/mac}', '&& ${nosuch}reboot'),
    at: 'wait/texts',
  },
  'does not introduce itself': {
    change: (script) => script.replace(/&manufacturer=\S+/g, ''),
    at: 'stranger/introduces-itself',
  },
  'does not encode what firmware says': {
    change: (script) => script.replace(/\$\{(serial|manufacturer|product):uristring\}/g, '${$1}'),
    at: 'stranger/hostile-facts',
  },
  'gets no address of its own': {
    change: (script) => script.replace(/^dhcp .*\n/gm, ''),
    at: 'stranger/becomes-a-node',
  },
  'uses a command iPXE does not have': {
    change: (script) => script.replace(/^imgfree$/m, 'imgextract'),
    at: 'payload/single-stage',
  },
  'has a menu that waits for ever': { change: (script) => script.replace(/--timeout \d+ /, ''), at: 'menu/default' },
  'takes another default': {
    change: (script) => script.replace('--default payload', '--default disk'),
    at: 'menu/default',
  },
  'does not tell of the disk': {
    change: (script) => script.replace(/^imgfetch --name report .*\n/m, ''),
    at: 'disk/told',
  },
  'starts no disk without a listener': {
    change: (script) => script.replace(/^(imgfetch --name report \S+) .*$/m, '$1 || goto nowhere'),
    at: 'disk/none',
  },
};
