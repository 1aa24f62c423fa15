import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchServer, launch, type Place } from './server.ts';

/** Path of the one file it serves. */
export const STATIC_PATH = '/script';

/** nginx in one process, serving a file with this text by sendfile(2), without an access log. */
export async function startNginx(place: Place, text: string): Promise<BenchServer> {
  const { folder, network } = place;
  const root = join(folder, 'www');
  const file = join(folder, 'nginx.conf');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, STATIC_PATH), text);
  const config = `user root;
daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
error_log stderr notice;
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  default_type text/plain;
  client_body_temp_path ${folder};
  proxy_temp_path ${folder};
  fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder};
  scgi_temp_path ${folder};
  server { listen ${network.address}:9873; root ${root}; }
}
`;
  await writeFile(file, config);
  const args = ['-c', file, '-p', folder, '-e', 'stderr'];
  return await launch(place, { name: 'nginx', command: 'nginx', args, ready: 'OS: ' });
}
