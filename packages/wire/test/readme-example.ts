import {
  classifyDhcp,
  decodeDhcp,
  encodeDhcp,
  formatMac,
  formatOption,
  maxDhcpPayload,
  MessageType,
  OPTIONS,
  parseIPv4,
  replyTo,
  writeOption,
} from '@muster/wire';

const discover = Buffer.alloc(300);
discover.write('010106008f2a11c000008000', 0, 'hex');
discover.write('525400123456', 28, 'hex');
discover.write('6382536335010137030143425d020007', 236, 'hex');
discover.write('3c20505845436c69656e743a417263683a30303030373a554e44493a303033303030ff', 252, 'hex');

const decoded = decodeDhcp(discover);
if (!decoded.ok) throw new Error(decoded.reason);
const request = decoded.message;
console.log(formatMac(request.chaddr), classifyDhcp(request)?.id);

const server = parseIPv4('10.0.0.1') ?? 0;
const offer = replyTo(request, { yiaddr: parseIPv4('10.0.1.7') ?? 0, siaddr: server, file: 'snponly.efi' });
writeOption(offer, OPTIONS.messageType, MessageType.OFFER);
writeOption(offer, OPTIONS.serverIdentifier, server);
writeOption(offer, OPTIONS.bootFileName, 'snponly.efi');
const packet = encodeDhcp(offer, { maxSize: maxDhcpPayload(request) });

console.log(packet.length);
for (const [code, bytes] of offer.options) console.log(formatOption(code, bytes));
