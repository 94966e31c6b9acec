import { mkdirSync } from 'node:fs';
import { LAB, labFile, outputOf, writeLabFile } from './lab.ts';
import { skip, type Peer } from './peer.ts';
import { startProgram, untilAnswers } from './processes.ts';

export const NGINX_PORT = 8932;
/** Files below it are served as `/static/...`. */
export const STATIC = labFile('static', 'ping.txt').replace(/\/[^/]+$/, '');
const PROGRAM = process.env.NGINX ?? '/usr/sbin/nginx';

/** nginx with two workers; `pass` says where `/cgi` goes, if anywhere. */
export async function startNginx(pass?: string): Promise<Peer | undefined> {
  const version = /nginx\/(\S+)/.exec(outputOf(PROGRAM, ['-v']) ?? '')?.[1];
  if (version === undefined) {
    skip('nginx', `${PROGRAM} cannot be run`);
    return undefined;
  }
  mkdirSync(labFile('nginx', 'temp'), { recursive: true });
  writeLabFile('static/ping.txt', 'pong\n');
  const config = writeLabFile('nginx.conf', configText(pass));
  const server = startProgram('nginx', PROGRAM, ['-c', config, '-e', labFile('log', 'nginx-start.txt')]);
  await untilAnswers(`http://127.0.0.1:${NGINX_PORT}/static/ping.txt`);
  return { name: 'nginx', version: `nginx ${version}`, pids: () => [server.pid], stop: () => server.stop() };
}

function configText(pass: string | undefined): string {
  const temporary = ['client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${LAB}/nginx/temp;`,
  );
  const gateway = `location /cgi {
      ${pass ?? ''}
      fastcgi_keep_conn off; fastcgi_buffers 16 64k; fastcgi_buffer_size 64k;
      fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param SERVER_NAME 127.0.0.1; fastcgi_param SERVER_PORT ${NGINX_PORT}; fastcgi_param SCRIPT_NAME /cgi;
    }`;
  return `worker_processes 2; daemon off; pid ${LAB}/nginx/pid; error_log ${LAB}/log/nginx.txt;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; types { image/png png; }
  ${temporary.join(' ')}
  server {
    listen 127.0.0.1:${NGINX_PORT};
    location /static/ { root ${LAB}; etag on; }
    ${pass === undefined ? '' : gateway}
  }
}
`;
}
