// An HTTP proxy in front of the server, which spoils what is fetched of blobs: `node faulty-proxy.mjs PORT SERVER`. The first
// answer is 503 with Retry-After, the second has wrong bytes in its first chunk, the third breaks off; all others are right.
// Prints a line of JSON for each request of a blob.
import http from 'node:http';

const [port, server] = process.argv.slice(2);
let asked = 0;

http
  .createServer((request, response) => {
    if (!request.url.startsWith('/blobs/sha256/')) {
      forward(request, response, (body) => body);
      return;
    }
    asked += 1;
    const { range, 'cache-control': cache } = request.headers;
    process.stdout.write(`${JSON.stringify({ asked, at: Date.now(), range, cache })}\n`);
    if (asked === 1) {
      response.writeHead(503, { 'Retry-After': '4', 'Content-Length': 0 }).end();
    } else if (asked === 2) {
      forward(request, response, (body) => Buffer.concat([Buffer.from('spoiled'), body.subarray(7)]));
    } else if (asked === 3) {
      forward(request, response, (body) => body.subarray(0, body.length / 2));
    } else {
      forward(request, response, (body) => body);
    }
  })
  .listen(Number(port), () => process.stdout.write('ready\n'));

function forward(request, response, change) {
  http.get(`${server}${request.url}`, { headers: request.headers }, async (answer) => {
    const body = Buffer.concat(await answer.toArray());
    const changed = change(body);
    response.writeHead(answer.statusCode, answer.headers);
    response.write(changed);
    if (changed.length < body.length) response.destroy();
    else response.end();
  });
}
