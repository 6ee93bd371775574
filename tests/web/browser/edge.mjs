// The edge that deploy/edge makes of nginx, before the site of a world: TLS and HTTP/2, as
// institutions are reached.
//
//   const edge = await Edge.reserve(t);
//   const world = await World.start(t, {webFlags: edge.webFlags});
//   await edge.start();
//   await tabs.open(`${edge.address}/timeline`);
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {freePort, ROOT, until} from './world.mjs';

export class Edge {
  // Its address, and the flags by which a site knows of it. It ends with the test `t`.
  static async reserve(t) {
    const edge = new Edge(await freePort());
    t.after(() => edge.stop());
    return edge;
  }

  constructor(port) {
    this.port = port;
    this.address = `https://localhost:${port}`;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'taqvim-edge-'));
    this.webFlags = ['--edge-socket', this.file('site.socket'), '--public-address', this.address];
  }

  file(name) {
    return path.join(this.folder, name);
  }

  // To be called once the site listens.
  async start() {
    this.certify();
    const user = os.userInfo().username;
    fs.writeFileSync(this.file('nginx.conf'), execFileSync(path.join(ROOT, 'deploy/edge/configure.sh'), [
      '--server-name', 'localhost', '--listen', `127.0.0.1:${this.port}`, '--user', user,
      '--certificate', this.file('server.pem'), '--key', this.file('server.key'),
      '--edge-socket', this.file('server.socket'), '--site-socket', this.file('site.socket'),
      '--log', this.folder, '--temporary', this.folder, '--pid', this.file('nginx.pid'),
      '--rate', '100000', '--total-rate', '100000',
    ]));
    this.nginx = spawn('/usr/sbin/nginx', ['-c', this.file('nginx.conf'), '-g', 'daemon off;'],
                       {stdio: ['ignore', 'ignore', fs.openSync(this.file('nginx.log'), 'a')]});
    this.ended = once(this.nginx, 'exit');
    // It listens before it writes this.
    await until('nginx listens', () => {
      if (this.nginx.exitCode !== null) throw new Error(fs.readFileSync(this.file('nginx.log'), 'utf8'));
      return fs.existsSync(this.file('nginx.pid')) && fs.statSync(this.file('nginx.pid')).size > 0;
    });
  }

  // A certificate that no authority vouches for.
  certify() {
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
      '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
      '-keyout', this.file('server.key'), '-out', this.file('server.pem')], {stdio: 'pipe'});
  }

  async stop() {
    if (this.nginx && this.nginx.exitCode === null) this.nginx.kill();
    await this.ended;
    fs.rmSync(this.folder, {recursive: true, force: true});
  }
}
