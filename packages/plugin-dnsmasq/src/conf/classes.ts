import { CLIENT_CLASSES, type ClientClass } from '@muster/wire';
import { tag } from '../syntax.ts';
import type { Part } from './types.ts';

/** Tag of the packets of a class; a packet has that of one class at most. */
export function classTag({ id }: Pick<ClientClass, 'id'>): string {
  return tag('class', id);
}

/**
 * Tags for the table of client classes, by the rules of `classifyClient`: the platform by option 93, else as option 60
 * says, else BIOS; TFTP or HTTP by option 60, else by option 93; iPXE by its user class or option 175.
 */
export function classes(): Part {
  const platforms = CLIENT_CLASSES.filter(({ userClass }) => userClass === 'ipxe');
  return {
    about: 'the table of client classes',
    lines: [
      'dhcp-match=set:vendor,60',
      'dhcp-vendorclass=set:pxe,PXEClient',
      'dhcp-vendorclass=set:http,HTTPClient',
      'dhcp-userclass=set:ipxe,iPXE',
      'dhcp-match=set:ipxe,175',
      'dhcp-match=set:arch,option:client-arch',
      'dhcp-vendorclass=set:said,Client:Arch:',
      ...CLIENT_CLASSES.filter(isHttp).flatMap(({ archCodes }) => archCodes.map(matchOf('http-arch'))),
      'tag-if=set:http,tag:!vendor,tag:http-arch',
      'tag-if=set:pxe,tag:!vendor,tag:arch,tag:!http-arch',
      ...platforms.flatMap((platform) => platformLines(platform)),
      ...['pxe', 'ipxe'].map((who) => `tag-if=set:${tag('arch', 'bios-x86_64')},tag:${who},tag:!arch,tag:!said`),
      ...CLIENT_CLASSES.map((clientClass) => `tag-if=set:${classTag(clientClass)},${conditionOf(clientClass)}`),
    ],
  };
}

const isHttp = ({ userClass, vendorClass }: ClientClass): boolean =>
  userClass === 'none' && vendorClass === 'HTTPClient';

const matchOf = (name: string) => (code: number) => `dhcp-match=set:${name},option:client-arch,${code}`;

const platformName = ({ firmware, arch }: ClientClass): string => `${firmware}-${arch}`;

/** iPXE's class has every code of its platform. */
function platformLines(ipxe: ClientClass): string[] {
  const [arch, said] = [tag('arch', platformName(ipxe)), tag('said', platformName(ipxe))];
  return [
    ...ipxe.archCodes.map(matchOf(arch)),
    ...ipxe.archCodes.map((code) => `dhcp-vendorclass=set:${said},Client:Arch:${String(code).padStart(5, '0')}`),
    `tag-if=set:${arch},tag:${said},tag:!arch`,
  ];
}

function conditionOf(clientClass: ClientClass): string {
  const platform = `tag:${tag('arch', platformName(clientClass))}`;
  if (clientClass.userClass === 'ipxe') return `tag:ipxe,${platform}`;
  return `tag:${isHttp(clientClass) ? 'http' : 'pxe'},tag:!ipxe,${platform}`;
}
