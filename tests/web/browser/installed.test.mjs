// How the timeline's files are served: those of one build, kept as long as they may be, and said to
// be missing where they are.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, it} from 'node:test';
import {World} from './world.mjs';

describe("the timeline's files", () => {
  it('are found beside the program, with what browsers are to know of them', async (t) => {
    const world = await World.start(t);
    const page = await world.fetch('/timeline');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type'), /^text\/html/);
    assert.match(page.headers.get('content-security-policy'), /default-src 'self';.*frame-ancestors 'none'/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    const again = await world.fetch('/timeline', {headers: {'if-none-match': page.headers.get('etag')}});
    assert.equal(again.status, 304);
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="(\/timeline\/[^"]+)"/g)].map(([, address]) => address);
    assert.ok(loaded.length >= 2, html);
    for (const address of loaded) {
      const file = await world.fetch(address);
      assert.equal(file.status, 200, address);
      assert.match(file.headers.get('cache-control'), /immutable/, address);
    }
    assert.equal((await world.fetch('/timeline/../../etc/passwd')).status, 404);
    assert.equal((await world.fetch('/timeline/none')).status, 404);
    assert.equal((await world.fetch('/favicon.ico')).headers.get('content-type'), 'image/svg+xml');
  });

  it('are those of another folder, if that is named', async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'taqvim-named-'));
    t.after(() => fs.rmSync(folder, {recursive: true}));
    fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Named</title>');
    const world = await World.start(t, {webFlags: ['--timeline', folder]});
    assert.match(await (await world.fetch('/timeline')).text(), /Named/);
  });

  it('are asked for in a sentence where the folder is none', async (t) => {
    const world = await World.start(t);
    await world.stopSite();
    world.webFlags = ['--timeline', path.join(world.folder, 'nothing')];
    await assert.rejects(world.startSite(), /nothing is no folder that can be read\./);
    assert.equal(await world.stopSite(), 2);
  });
});
