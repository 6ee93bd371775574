// That a fault of a page is seen: else no other test of these could fail.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import http from 'node:http';
import {before, describe, it} from 'node:test';
import {belongings} from './belongings.mjs';
import {assertAccessible, assertNoSidewaysScrolling, axeFindings, printed, pseudoLocalise}
  from './looking.mjs';
import {faultsOf, openBrowser, openContext} from './visiting.mjs';

const PAGES = {
  '/good': '<main><h1>Title</h1><p>Text</p></main>',
  '/script': '<main><h1>Title</h1></main><script>document.title = "run"</script>',
  '/style': '<main><h1 style="color: red">Title</h1></main>',
  '/elsewhere': '<main><h1>Title</h1><img alt="" src="http://127.0.0.2:1/x.png"></main>',
  '/pale': '<main><h1>Title</h1><p class="pale">Nobody can read this</p><img src="/none"></main>',
  '/wide': '<main><h1>Title</h1><p class="wide">Text</p></main>',
};
const ICON = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';
const STYLE = '.pale { color: #ddd; background: #fff } .wide { width: 2000px }';

describe('the harness', () => {
  const suite = belongings();
  let site, browser;
  before(async () => {
    const server = http.createServer((request, response) => {
      const body = PAGES[request.url];
      response.setHeader('content-security-policy', "default-src 'self'");
      if (request.url === '/style.css') return response.setHeader('content-type', 'text/css').end(STYLE);
      if (request.url === '/icon.svg') return response.setHeader('content-type', 'image/svg+xml').end(ICON);
      response.statusCode = body ? 200 : 404;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="en"><head><title>Page</title>
        <link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/style.css"></head>
        <body>${body ?? ''}</body></html>`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    suite.after(() => server.close());
    site = `http://127.0.0.1:${server.address().port}`;
    browser = await openBrowser(suite);
  });

  async function open(t, address, options) {
    const page = await (await openContext(t, browser, options)).newPage();
    const faults = faultsOf(page, site);
    await page.goto(site + address);
    return {page, faults};
  }

  it('finds nothing wrong with a page with which nothing is wrong', async (t) => {
    const {page, faults} = await open(t, '/good', {width: 320});
    await assertAccessible(page);
    await assertNoSidewaysScrolling(page);
    assert.match(await printed(page), /Title\s+Text/);
    await pseudoLocalise(page, {rightToLeft: true});
    assert.match(await page.textContent('p'), /^\[Têxt~~\]$/);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), 'rtl');
    assert.deepEqual(faults, []);
  });

  for (const [address, fault] of [['/script', /Content Security Policy/],
                                  ['/style', /Content Security Policy/],
                                  ['/elsewhere', /asks for http:\/\/127\.0\.0\.2/],
                                  ['/none', /404/]]) {
    it(`notes the fault of ${address}`, async (t) => {
      const {faults} = await open(t, address);
      assert.ok(faults.some((one) => fault.test(one)), JSON.stringify(faults));
    });
  }

  it('notes an error that nobody caught', async (t) => {
    const {page, faults} = await open(t, '/good');
    const seen = page.waitForEvent('pageerror');
    await page.evaluate(() => setTimeout(() => { throw new Error('nobody caught it'); }));
    await seen;
    assert.ok(faults.some((one) => /nobody caught it/.test(one)), JSON.stringify(faults));
  });

  it('finds what cannot be read, and what has no name', async (t) => {
    const {page} = await open(t, '/pale');
    const found = (await axeFindings(page)).map((finding) => finding.split(':')[0]);
    assert.deepEqual(found.sort(), ['color-contrast', 'image-alt']);
  });

  it('finds what sticks out', async (t) => {
    const {page} = await open(t, '/wide', {width: 320});
    await assert.rejects(assertNoSidewaysScrolling(page), /class="wide"/s);
  });
});
