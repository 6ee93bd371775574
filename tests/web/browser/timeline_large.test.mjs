// A timeline of many rooms and bookings: in the page is what is seen, and half a screen around it.
import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {belongings} from './belongings.mjs';
import {printed} from './looking.mjs';
import {LARGE_MONDAY, largeSchedule} from './large.mjs';
import {plan} from './planner.mjs';
import {openBrowser} from './visiting.mjs';
import {World} from './world.mjs';

const ROWS = 60;
const BOOKINGS = 1500;

describe('a timeline of many', () => {
  const suite = belongings();
  let world, browser, secret;
  before(async () => {
    world = await World.start(suite);
    world.apply(largeSchedule(ROWS, BOOKINGS));
    secret = world.token('planner', 'organizer');
    browser = await openBrowser(suite);
  });

  // What of the grid is in the page, and what should be at least and at most.
  const inPage = (page) => page.evaluate(() => {
    const scroller = document.querySelector('.scroller');
    const seen = scroller.getBoundingClientRect();
    const corner = document.querySelector('.corner').getBoundingClientRect();
    const box = {top: corner.bottom, bottom: seen.bottom, left: corner.right, right: seen.right};
    const [high, wide] = [seen.height, box.right - box.left];
    const rows = [...document.querySelectorAll('.row')].map((row) => row.getBoundingClientRect());
    const cells = [...document.querySelectorAll('.cell')].map((cell) => cell.getBoundingClientRect());
    const beyond = (one) => one.bottom < box.top - high / 2 - 60 || one.top > box.top + high * 1.5 + 60 ||
        one.right < box.left - wide / 2 - 30 || one.left > box.left + wide * 1.5 + 30;
    const filled = rows.sort((a, b) => a.top - b.top);
    return {
      cells: cells.length, rows: rows.length, beyond: cells.filter(beyond).length,
      covers: filled[0].top <= box.top + 1 &&
          (filled.at(-1).bottom >= box.bottom - 1 || scroller.scrollTop + seen.height >= scroller.scrollHeight - 2),
      visible: cells.filter((one) => one.bottom > box.top && one.top < box.bottom &&
                                     one.right > box.left && one.left < box.right).length,
    };
  });

  it('has in the page two screens at most, wherever it is scrolled to', async (t) => {
    const page = await plan(t, browser, world, secret, `?view=month&day=${LARGE_MONDAY}`,
                            {width: 1000, height: 700});
    await page.locator('.cell').first().waitFor();
    for (const [top, left] of [[0, 0], [900, 0], [1800, 300], [5000, 5000], [0, 5000]]) {
      await page.evaluate(([y, x]) => document.querySelector('.scroller').scrollTo(x, y), [top, left]);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      const {cells, rows, beyond, covers, visible} = await inPage(page);
      const where = `${top} ${left}: ${JSON.stringify({cells, rows, beyond, visible})}`;
      assert.equal(beyond, 0, where);
      assert.ok(covers, where);
      assert.ok(visible > 0, where);
      assert.ok(rows < ROWS, where);
      assert.ok(cells < BOOKINGS / 2, where);
    }
  });

  it('is on paper whole', async (t) => {
    const page = await plan(t, browser, world, secret, `?view=week&day=${LARGE_MONDAY}`,
                            {width: 1000, height: 700});
    await page.locator('.cell').first().waitFor();
    const paper = await printed(page);
    const missing = Array.from({length: ROWS}, (_, index) => `Room ${index + 1}`)
        .filter((name) => !new RegExp(`${name}\\b`).test(paper));
    assert.deepEqual(missing, []);
  });

  it('leads by the keys to what was not in the page', async (t) => {
    const page = await plan(t, browser, world, secret, `?view=month&day=${LARGE_MONDAY}`,
                            {width: 1000, height: 700});
    await page.locator('.block[tabindex="0"]').first().focus();
    const row = () => page.evaluate(() =>
        document.activeElement.closest('[role=row]')?.querySelector('[role=rowheader]').textContent.trim());
    const first = await row();
    for (let press = 0; press < ROWS + 10; ++press) await page.keyboard.press('ArrowDown');
    assert.notEqual(await row(), first);
    assert.match(await row(), /Room/);
    const last = await row();
    await page.keyboard.press('ArrowDown');
    assert.equal(await row(), last);
  });
});
