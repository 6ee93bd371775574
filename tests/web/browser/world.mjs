// A taqvimd and a taqvim-web of a test's own, on ports of their own, over a data file that goes
// with them.
//
//   const world = await World.start(t, {apply: [demo('astana-2025')]});
//   world.taqvim('events', 'publish', 'astana-2025');
//   await world.shows('/programmes/astana-2025');
//
// The programs are those that the environment names: TAQVIM, TAQVIMD, TAQVIM_WEB, as ctest does.
// Everything ends with the test (or the suite) whose context `t` is.
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
// Within it all must happen that is waited for: far more than it takes.
export const PATIENCE_MS = Number(process.env.TAQVIM_PATIENCE ?? 60) * 1000;

function program(variable) {
  const file = process.env[variable];
  if (!file) throw new Error(`Say in ${variable} which program is tested, as ctest does.`);
  return path.resolve(file);
}

// The file of a demo programme, such as `astana-2025`.
export function demo(name) {
  return path.join(ROOT, 'deploy/demo', `${name}.yaml`);
}

// All of them.
export function demos() {
  return fs.readdirSync(path.join(ROOT, 'deploy/demo')).sort()
      .filter((name) => name.endsWith('.yaml')).map((name) => demo(path.parse(name).name));
}

// A port that was free a moment ago.
export async function freePort() {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// Asks again and again, as somebody who waits does, until the answer is neither false nor null.
export async function until(what, ask) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`It did not come about: ${what}`);
}

// A program that says on its standard output when it listens.
class Program {
  constructor(file, args, log, variables = {}) {
    this.name = path.basename(file);
    this.log = log;
    const errors = fs.openSync(log, 'a');
    this.process = spawn(file, args,
                         {stdio: ['ignore', 'pipe', errors], env: {...process.env, ...variables}});
    fs.closeSync(errors);
    this.ended = once(this.process, 'exit');
  }

  // The address after `listening on`.
  async listens() {
    const lines = readline.createInterface({input: this.process.stdout});
    const said = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    if (said.length === 0) {
      throw new Error(`${this.name} did not start:\n${fs.readFileSync(this.log, 'utf8')}`);
    }
    return said[0].trim().replace(/^listening on /, '');
  }

  async stop(signal = 'SIGTERM') {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill(signal);
    }
    const [code] = await this.ended;
    return code;
  }
}

export class World {
  // Of the options all may be left out: files to apply, whether to publish the programmes in
  // them, and more flags of either program.
  static async start(t, {apply = [], publish = false, serverFlags = [], webFlags = []} = {}) {
    const world = new World({serverFlags, webFlags});
    t.after(() => world.stop());
    execFileSync(program('TAQVIMD'), ['init', '--data', world.data], {stdio: 'pipe'});
    await world.startServer();
    if (apply.length > 0) world.taqvim('apply', ...apply.flatMap((file) => ['-f', file]));
    if (publish) world.publishProgrammes();
    await world.startSite();
    return world;
  }

  constructor({serverFlags, webFlags}) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'taqvim-browser-'));
    this.data = path.join(this.folder, 'schedule.db');
    // By which whoever runs the tests may do everything.
    this.operatorSocket = `${this.data}.socket`;
    this.serverFlags = serverFlags;
    this.webFlags = webFlags;
  }

  // Starts taqvimd; after stopServer() at the same address.
  async startServer() {
    this.address ??= `127.0.0.1:${await freePort()}`;
    this.server = new Program(program('TAQVIMD'),
        ['--data', this.data, '--listen', this.address, ...this.serverFlags],
        path.join(this.folder, 'taqvimd.log'));
    await this.server.listens();
  }
  async stopServer(signal) {
    return this.server?.stop(signal);
  }

  // Starts taqvim-web, and waits until it has the schedule; after stopSite() at the same address.
  async startSite() {
    this.siteToken ??= this.tokenFile('website', 'public');
    this.sitePort ??= await freePort();
    this.site = `http://127.0.0.1:${this.sitePort}`;
    this.web = new Program(program('TAQVIM_WEB'),
        ['--server', this.address, '--token-file', this.siteToken,
         '--listen', `127.0.0.1:${this.sitePort}`, ...this.webFlags],
        path.join(this.folder, 'taqvim-web.log'));
    await this.web.listens();
    await until('the site has the schedule', async () => (await this.fetch('/health')).ok);
  }
  async stopSite(signal) {
    return this.web?.stop(signal);
  }

  async stop() {
    await this.stopSite();
    await this.stopServer();
    fs.rmSync(this.folder, {recursive: true, force: true});
  }

  // Runs the command line as the operator, who may do everything; answers what it prints.
  taqvim(...words) {
    const {status, output, errors} = this.tries(...words);
    if (status !== 0) throw new Error(`taqvim ${words.join(' ')} ended with ${status}:\n${errors}`);
    return output;
  }

  // The same where it need not succeed.
  tries(...words) {
    const {status, stdout, stderr, error} = spawnSync(program('TAQVIM'), words, {
      cwd: this.folder, encoding: 'utf8', maxBuffer: 1 << 28,
      env: {...process.env, TAQVIM_SERVER: `unix:${this.operatorSocket}`, HOME: this.folder,
            XDG_CONFIG_HOME: path.join(this.folder, 'config'), LC_ALL: 'C.UTF-8'},
    });
    if (error) throw error;
    return {status, output: stdout, errors: stderr};
  }

  // Applies a schedule that stands in a text, as YAML.
  apply(yaml) {
    const file = path.join(this.folder, 'applied.yaml');
    fs.writeFileSync(file, yaml);
    return this.taqvim('apply', '-f', file);
  }

  // Publishes every confirmed programme with its events.
  publishProgrammes() {
    const names = this.taqvim('culture-days', 'list', '--state', 'confirmed', '-o', 'name');
    for (const name of names.split('\n').filter(Boolean)) {
      this.taqvim('events', 'publish', '--programme', name, '-o', 'name');
    }
  }

  // The secret of a new access token.
  token(principal, role, ...flags) {
    this.taqvim('grants', 'create', '--principal', principal, '--role', role, ...flags);
    const made = this.taqvim('access-tokens', 'create', '--principal', principal, '-o', 'json');
    return JSON.parse(made).secret;
  }

  tokenFile(principal, role, ...flags) {
    const file = path.join(this.folder, `${principal}.token`);
    fs.writeFileSync(file, this.token(principal, role, ...flags), {mode: 0o600});
    return file;
  }

  // What the site answers to a program that is no browser.
  async fetch(address, options = {}) {
    return fetch(new URL(address, this.site), options);
  }

  // Waits until the site shows what is at the address: it follows the server a little behind.
  async shows(address) {
    return until(`${address} is shown`, async () => {
      const response = await this.fetch(address);
      return response.ok && response.text();
    });
  }
}
