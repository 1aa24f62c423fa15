/** A configuration broken on purpose: what is done to every one, and the behaviour that has to find it out. */
export interface Mutant {
  readonly change: (script: string) => string;
  readonly at: string;
}

const LINUX = /^( *if linux )(.*)(; then)$/m;
const INITRD = /^( *if initrd )(.*)(; then)$/m;
const TOLD_FAILURE = /^( *)(echo 'Muster: .*could not fetch.*)$/m;

const initrds = (change: (all: string[]) => string[]) => (script: string) =>
  script.replace(
    INITRD,
    (_line, start: string, all: string, end: string) => start + change(all.split(' ')).join(' ') + end,
  );
const args = (change: (words: string) => string) => (script: string) =>
  script.replace(LINUX, (_line, start: string, words: string, end: string) => start + change(words) + end);
const afterFailure = (line: string) => (script: string) => script.replace(TOLD_FAILURE, `$1$2\n$1${line}`);

/** By what the loader does that it must not do. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'swaps two initrds': { change: initrds(([a = '', b = '', ...rest]) => [b, a, ...rest]), at: 'payload/single-stage' },
  'leaves an initrd out': { change: initrds((all) => all.slice(1)), at: 'payload/single-stage' },
  'fetches an initrd twice': { change: initrds(([a = '', ...rest]) => [a, a, ...rest]), at: 'payload/single-stage' },
  'sorts initrds': { change: initrds((all) => [...all].sort()), at: 'payload/many-initrds' },
  'loses an argument': { change: args((words) => words.replace(" 'quiet'", '')), at: 'arguments/ordinary' },
  'swaps arguments': { change: args((words) => words.replace("'a=1' 'a=2'", "'a=2' 'a=1'")), at: 'arguments/ordinary' },
  'adds an argument': { change: args((words) => `${words} debug`), at: 'payload/single-stage' },
  'does not quote arguments': {
    change: args((words) => words.replace(/ '([^']*)'/g, ' $1')),
    at: 'arguments/ordinary',
  },
  'quotes arguments so that variables are read': {
    change: args((words) => words.replace(/ '([^']*)'/g, ' "$1"')),
    at: 'arguments/ordinary',
  },
  'cuts a query': { change: initrds((all) => all.map((one) => one.replace('&y=%26', ''))), at: 'payload/urls' },
  'decodes a path': { change: initrds((all) => all.map((one) => one.replace('%2F', '/'))), at: 'payload/urls' },
  'asks by the MAC of another card': {
    change: (script) => script.replace('"$net_default_mac"', '"$net_efinet0_mac"'),
    at: 'payload/own-card',
  },
  'asks over HTTP alone': { change: (script) => script.replace('(tftp,', '(http,'), at: 'payload/single-stage' },
  'has no pause': { change: (script) => script.replace(/^( *)sleep \d+$/gm, '$1true'), at: 'wait/problem' },
  'pauses once, and then no more': {
    change: (script) => script.replace(/^( *)sleep \d+$/gm, '$1if [ -z "$once" ]; then\n$&\nset once=1\nfi'),
    at: 'wait/for-ever',
  },
  'forgets its token': { change: (script) => script.replace(/'&token=[^']*'$/m, ''), at: 'failure/image' },
  'ends after a failure': { change: afterFailure('exit'), at: 'failure/for-ever' },
  'restarts after a failure': { change: afterFailure('reboot'), at: 'failure/kernel' },
  'switches off after a failure': { change: afterFailure('halt'), at: 'failure/kernel' },
  'prompts after a failure': { change: afterFailure('set muster_menu=yes'), at: 'failure/kernel' },
  'says nothing of a failure': { change: (script) => script.replace(TOLD_FAILURE, '$1true'), at: 'failure/told' },
  'starts the kernel without its initrds when they fail': {
    change: (script) => script.replace(/^( *)if initrd (.*); then$/m, '$1if initrd $2\n$1true; then'),
    at: 'failure/runtime',
  },
  'says no reason': {
    change: (script) => script.replace(/^echo 'Muster: (?:remedy|rack).*$/gm, 'echo'),
    at: 'wait/problem',
  },
  'runs the text it shows': { change: (script) => script.replaceAll("'\\''", "'"), at: 'wait/texts' },
  'reads variables in the text it shows': {
    change: (script) => script.replace(/^( *echo )'(Muster: it.*)'$/gm, '$1"$2"'),
    at: 'wait/texts',
  },
  'does not introduce itself': {
    change: (script) => script.replace(/&manufacturer=/g, '&maker='),
    at: 'stranger/introduces-itself',
  },
  'does not encode what firmware says': {
    change: (script) =>
      script.replace(/^( *)set muster_encoded=.*%.*$/gm, '$1set muster_encoded="$muster_encoded$muster_word"'),
    at: 'stranger/hostile-facts',
  },
  'gets no address of its own': {
    change: (script) => script.replace(/^net_dhcp\n/gm, ''),
    at: 'stranger/becomes-a-node',
  },
  'uses a command GRUB does not have': { change: afterFailure('sleeep 5'), at: 'failure/kernel' },
  'has a menu that waits for ever': {
    change: (script) => script.replace(/^ *set timeout=.*\n/m, ''),
    at: 'menu/default',
  },
  'takes another default': {
    change: (script) => script.replace('default=payload', 'default=disk'),
    at: 'menu/default',
  },
  'does not tell of the disk': {
    change: (script) => script.replace(/^ *source .*stage=disk"\n/m, ''),
    at: 'disk/told',
  },
  'prompts where there is no disk': {
    change: (script) => script.replace(/^( *)exit 1$/m, '$1set muster_menu=yes'),
    at: 'disk/none',
  },
};
