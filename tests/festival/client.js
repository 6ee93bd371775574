// Clients of Node.js as services would use them, with the message sizes that they have by
// default.
//
//   node client.js MAKE WHAT SETTINGS
//
// MAKE is a file of this folder; WHAT and SETTINGS are those of client.py, whose twin this
// is.
'use strict';
const assert = require('assert');
const fs = require('fs');

const [make, what, file] = process.argv.slice(2);
const settings = JSON.parse(fs.readFileSync(file, 'utf8'));
const client = require(`./${make}.js`)(settings);

// What is there, by name and etag, in a file with the token that stands for it.
class Copy {
  constructor(path) {
    this.path = path;
    this.token = '';
    this.etags = new Map();
    if (!fs.existsSync(path)) return;
    const [token, ...lines] = fs.readFileSync(path, 'utf8').trimEnd().split('\n');
    this.token = token;
    for (const line of lines) this.etags.set(...line.split(' '));
  }

  keep(token) {
    this.token = token;
    const lines = [token, ...[...this.etags].map(([name, etag]) => `${name} ${etag}`)];
    fs.writeFileSync(`${this.path}.new`, `${lines.join('\n')}\n`);
    fs.renameSync(`${this.path}.new`, this.path);
  }

  apply({ name, before, after }) {
    if (before) assert.strictEqual(before, this.etags.get(name), `another image before: ${name}`);
    if (after) this.etags.set(name, after); else this.etags.delete(name);
  }
}

// Takes what one stream tells, revision by revision, and keeps it.
async function read(stream, copy) {
  let parts = [];
  let last = 0;
  let before = '';
  for await (const { token, resources, revisions } of stream) {
    for (const { name, etag } of resources) copy.etags.set(name, etag);
    if (revisions.some(({ continues }) => continues)) {
      assert.strictEqual(revisions.length, 1, 'a part beside others');
      // Of what came before the revision, some may be for others alone.
      if (parts.length === 0) before = token;
      assert.strictEqual(token, before, 'a token within a revision');
      parts.push(revisions[0]);
      if (settings.die_between_parts) process.kill(process.pid, 'SIGKILL');
      continue;
    }
    for (const { number } of parts) assert.strictEqual(number, revisions[0].number);
    for (const { number } of revisions) {
      assert(number > last, `after ${last} came ${number}`);
      last = number;
    }
    for (const { changes } of [...parts, ...revisions]) {
      for (const change of changes) copy.apply(change);
    }
    parts = [];
    if (token) copy.keep(token);
  }
}

const whats = {
  async follow() {
    const copy = new Copy(settings.copy);
    for (;;) {
      try {
        await read(client.watch(copy.token), copy);
      } catch (error) {
        if (!client.isUnavailable(error)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },

  async send() {
    const request = fs.readFileSync(settings.request);
    const first = await client.write(request);
    const second = await client.write(request);
    assert(first.bytes.equals(second.bytes), 'another answer');
    fs.writeFileSync(settings.answer, first.token);
  },
};

whats[what]().then(() => process.exit(0), (error) => {
  console.error('NOT SO:', error);
  process.exit(1);
});
