// Measures the timeline of 60 rooms by 1,500 bookings beside a bare page with the same blocks, all
// of them, and no script, in one browser in one run: how long until the first block is painted, and
// how many frames a second there are while it is scrolled. Prints a table.
//
// The bare page says what the machine and the browser cost; what the timeline takes beside it is
// ours, and its reading of the schedule from the server.
import http from 'node:http';
import {once} from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import {LARGE_MONDAY, largeSchedule} from './large.mjs';
import {isLive, signIn} from './planner.mjs';
import {openBrowser, openContext} from './visiting.mjs';
import {World} from './world.mjs';

const ROWS = 60;
const BOOKINGS = 1500;
const RUNS = 5;
const FRAMES = 120;

const ends = [];
const run = {after: (end) => ends.push(end)};

// The bookings as they are, with the timeline's own style sheet.
function barePage(style) {
  const rows = Array.from({length: ROWS}, (_, row) => {
    const blocks = Array.from({length: BOOKINGS / ROWS}, (_, slot) =>
        `<div class="cell s${slot}"><button class="block activity confirmed"><span class="body">` +
        `<span class="text">09:00 Booking ${slot * ROWS + row + 1}</span></span></button></div>`);
    return `<div class="row">Room ${row + 1}${blocks.join('')}</div>`;
  });
  const places = Array.from({length: BOOKINGS / ROWS}, (_, slot) => `.s${slot}{left:${176 + slot * 43}px}`);
  return {
    html: `<!doctype html><html lang="en"><head><title>Bare</title><link rel="stylesheet" href="/app.css">` +
          `<link rel="stylesheet" href="/bare.css"></head><body><div class="scroller">${rows.join('')}</div></body></html>`,
    'bare.css': `.scroller{block-size:800px;overflow:auto;position:relative}.row{position:relative;` +
                `inline-size:1500px;block-size:42px}.cell{position:absolute;inline-size:26px;block-size:30px}` +
                places.join(''),
    'app.css': style,
  };
}

async function serveBare(files) {
  const server = http.createServer((request, response) => {
    const name = request.url.slice(1);
    response.setHeader('content-type', name.endsWith('.css') ? 'text/css' : 'text/html; charset=utf-8');
    response.end(files[name] ?? files.html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  run.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

// Notes, in each page, when the first block is in it and the frame after that has begun.
const noteFirstBlock = () => {
  const look = () => {
    if (document.querySelector('.cell')) {
      requestAnimationFrame(() => { globalThis.firstBlock = performance.now(); });
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
};

// The milliseconds between frames while the page is scrolled down and across.
const scrollFrames = (count) => new Promise((resolve) => {
  const scroller = document.querySelector('.scroller');
  const gaps = [];
  let before = 0;
  const frame = (now) => {
    if (before) gaps.push(now - before);
    before = now;
    scroller.scrollBy(gaps.length % 2 ? 12 : 0, gaps.length < count / 2 ? 25 : -25);
    if (gaps.length < count) requestAnimationFrame(frame);
    else resolve(gaps);
  };
  requestAnimationFrame(frame);
});

async function measure(context, address, ready) {
  const page = await context.newPage();
  await page.addInitScript(noteFirstBlock);
  await page.goto(address);
  await ready(page);
  const first = await page.waitForFunction(() => globalThis.firstBlock);
  const gaps = (await page.evaluate(scrollFrames, FRAMES)).sort((a, b) => a - b);
  const measured = {
    first: await first.jsonValue(),
    frames: 1000 / (gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length),
    slow: gaps[Math.floor(gaps.length * 0.95)],
    blocks: await page.locator('.cell').count(),
  };
  await page.close();
  return measured;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const world = await World.start(run);
  world.apply(largeSchedule(ROWS, BOOKINGS));
  const secret = world.token('planner', 'organizer');
  const folder = path.join(path.dirname(process.env.TAQVIM_WEB), 'timeline/assets');
  const style = fs.readdirSync(folder).find((name) => name.endsWith('.css'));
  const bare = await serveBare(barePage(fs.readFileSync(path.join(folder, style), 'utf8')));
  const browser = await openBrowser(run);
  const context = await openContext(run, browser);
  await signIn(context, world, secret);
  const pages = {
    'bare page, all blocks': [bare, async () => {}],
    'timeline, a month': [`${world.site}/timeline?view=month&day=${LARGE_MONDAY}`, isLive],
    'timeline, a week': [`${world.site}/timeline?view=week&day=${LARGE_MONDAY}`, isLive],
  };
  console.log(`${ROWS} rooms, ${BOOKINGS} bookings; medians of ${RUNS} runs`);
  console.log(`${'page'.padEnd(24)} ${'first block'.padStart(12)} ${'frames/s'.padStart(9)} ` +
              `${'slow frame'.padStart(11)} ${'blocks'.padStart(7)}`);
  const results = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  for (let count = 0; count < RUNS; ++count) {
    for (const [name, [address, ready]] of Object.entries(pages)) {
      results[name].push(await measure(context, address, ready));
    }
  }
  for (const [name, measured] of Object.entries(results)) {
    const of = (what) => median(measured.map((one) => one[what]));
    console.log(`${name.padEnd(24)} ${`${of('first').toFixed(0)} ms`.padStart(12)} ` +
                `${of('frames').toFixed(0).padStart(9)} ${`${of('slow').toFixed(1)} ms`.padStart(11)} ` +
                `${String(of('blocks')).padStart(7)}`);
  }
} finally {
  for (const end of ends.reverse()) await end();
}
