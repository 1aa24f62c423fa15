import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, LabProcess, Network } from '../../lab/index.ts';

/**
 * Copies frames between two interfaces and loses some. UDP checksums are set to 0, "none" (RFC 768): the kernel leaves
 * them for hardware to fill in, which there is none of. Perl is part of every Debian; netem is not part of every kernel.
 */
const BRIDGE = `
use strict; $| = 1;
my ($a, $b, $percent) = @ARGV;
sub tap {
  open(my $f, '<', "/sys/class/net/$_[0]/ifindex") or die; my $index = <$f>;
  socket(my $s, 17, 3, unpack('n', pack('S', 3))) or die $!;
  bind($s, pack('S n i S C C a8', 17, 3, $index, 0, 0, 0, '')) or die $!;
  return $s;
}
my @taps = (tap($a), tap($b)); my $lost = 0; srand(1);
print "WIRE UP\\n";
while (1) {
  my $ready = ''; vec($ready, fileno($_), 1) = 1 for @taps;
  select($ready, undef, undef, undef);
  for my $side (0, 1) {
    next unless vec($ready, fileno($taps[$side]), 1);
    my $from = recv($taps[$side], my $frame, 65536, 0);
    next if unpack('C', substr($from, 10, 1)) == 4;
    if (length($frame) > 42 && substr($frame, 12, 2) eq "\\x08\\x00" && substr($frame, 23, 1) eq "\\x11") {
      if (rand(100) < $percent) { $lost++; print "LOST $lost\\n" if $lost % 10 == 0; next }
      substr($frame, 40, 2) = "\\0\\0";
    }
    send($taps[1 - $side], $frame, 0);
  }
}
`;

/** Puts a wire that loses this share of the UDP packets, both ways, between a client and its network. */
export async function makeLossy(network: Network, client: Client, percent: number): Promise<LabProcess> {
  const script = join(tmpdir(), `muster-lossy-wire-${process.pid}.pl`);
  await writeFile(script, BRIDGE);
  const port = `v-${client.name}`;
  const [inside, outside] = [`l0-${client.name}`, `l1-${client.name}`];
  await network.exec('ip', ['link', 'set', port, 'nomaster']);
  await network.exec('ip', ['link', 'add', inside, 'type', 'veth', 'peer', 'name', outside]);
  await network.exec('ip', ['link', 'set', inside, 'master', network.bridge, 'up']);
  await network.exec('ip', ['link', 'set', outside, 'up']);
  const wire = network.spawn('perl', [script, port, outside, String(percent)], { name: 'lossy wire' });
  await wire.waitForOutput('WIRE UP', { timeoutMs: 10_000 });
  return wire;
}
