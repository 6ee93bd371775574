// What the timeline shows, and that everybody can use it.
import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {belongings} from './belongings.mjs';
import {
  assertAccessible, assertNoSidewaysScrolling, picture, printed, pseudoLocalise, WIDTHS,
} from './looking.mjs';
import {block, isLive, plan, signIn} from './planner.mjs';
import {FRIDAY, MONDAY, SCHEDULE, TUESDAY} from './planning.mjs';
import {openBrowser, openContext, visit} from './visiting.mjs';
import {World} from './world.mjs';

const WEEK = `?day=${MONDAY}`;
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

describe('the timeline', () => {
  const suite = belongings();
  let world, browser, secret;
  before(async () => {
    world = await World.start(suite);
    world.apply(SCHEDULE);
    // What a confirmed event collides with since: a closure that came later.
    world.taqvim('closures', 'create', 'flood', '--venue', 'palace', '--space', 'palace/hall',
                 '--first-day', TUESDAY, '--last-day', TUESDAY, '--reason', 'en=Flood');
    // What would move to a place that has to be asked.
    const asked = world.tries('events', 'update', 'gala', '--replace-bookings', 'id=stage,space=opera/stage',
                              '--replace-bookings', 'id=choir,participant=choir', '--ask-approval');
    assert.match(asked.errors, /Not moved yet/);
    world.taqvim('activities', 'create', 'hostile', '--title', `en=${HOSTILE}`, '--owner', 'library',
                 '--form', 'film', '--start', `${FRIDAY}T15:00`, '--end', `${FRIDAY}T16:00`,
                 '--booking', 'space=palace/balcony');
    secret = world.token('planner', 'organizer');
    browser = await openBrowser(suite);
  });
  const open = (t, search, options) => plan(t, browser, world, secret, search, options);

  it('asks who has not signed in, and lets in whom it knows', async (t) => {
    // A browser notes the 401 to a wrong secret.
    const page = await visit(t, browser, `${world.site}/timeline${WEEK}`, {expected: [/401/]});
    const field = page.getByLabel('Invitation or access token');
    await field.waitFor();
    await assertAccessible(page);
    await picture(page, 'timeline-sign-in');
    // Somebody who fetches the invitation from another tab finds what was typed before.
    await field.fill('taqvim_');
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => 'hidden'});
      document.dispatchEvent(new Event('visibilitychange'));
      delete document.visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForResponse(/WatchChanges/);
    assert.equal(await field.inputValue(), 'taqvim_');
    await field.fill('taqvim_wrong');
    await field.press('Enter');
    await page.getByRole('alert').getByText('That does not count').waitFor();
    await field.fill(secret);
    await field.press('Enter');
    await isLive(page);
    assert.equal(await page.getByText('Signed in as planner').count(), 1);
    // What was shown is nowhere that a script could read it.
    assert.ok(!JSON.stringify(await page.evaluate(() => [
      document.cookie, {...localStorage}, {...sessionStorage}, document.documentElement.outerHTML,
    ])).includes(secret));
    await page.getByRole('button', {name: 'Sign out'}).click();
    await field.waitFor();
    assert.equal(await page.getByText('Gala concert').count(), 0);
  });

  it('shows places as rows, and what is there', async (t) => {
    const page = await open(t, WEEK);
    await picture(page, 'timeline-week');
    const heads = await page.getByRole('rowheader').allTextContents();
    for (const name of ['Days of culture', 'Palace of culture', 'Great hall', 'Stalls', 'Foyer',
                        'Main stage', 'Saal', 'No place yet']) {
      assert.ok(heads.some((head) => head.includes(name)), `${name} in ${heads}`);
    }
    const gala = await block(page, 'Gala concert', 'Great hall').textContent();
    assert.match(gala, /Concert, Confirmed/);
    // Its shadow is in the parts of the hall, for the eye alone.
    assert.equal(await block(page, 'Gala concert', 'Stalls').count(), 0);
    assert.match(await block(page, 'Corner of friendship').textContent(), /permanent/);
    assert.equal(await block(page, 'A talk without a place', 'No place yet').count(), 1);
    assert.match(await block(page, 'Days of Uzbekistan', 'Days of culture').textContent(), /Baku/);
    assert.ok((await page.getByRole('row', {name: 'Foyer'}).textContent()).includes('Closed: Building works'));
  });

  it('says in words what patterns show', async (t) => {
    const page = await open(t, WEEK);
    await page.getByText('Hold 2').first().waitFor({state: 'attached'});
    assert.match(await block(page, 'First hold', 'Great hall').textContent(), /Tentative, Hold 1/);
    assert.match(await block(page, 'Second hold', 'Stalls').textContent(), /Tentative, Hold 2/);
    assert.match(await block(page, 'Gala concert', 'Main stage').textContent(), /Waits to move here/);
    assert.match(await block(page, 'Gala concert', 'Great hall').textContent(), /In conflict/);
    await page.getByText('What colours and patterns mean').click();
    await page.getByText('Set-up and tear-down').waitFor();
    await assertAccessible(page);
  });

  it('shows an event with what waits, what is in its way, and how it came about', async (t) => {
    const page = await open(t, `${WEEK}&event=gala`);
    const panel = page.getByRole('complementary');
    await panel.getByText('Move asked for').waitFor();
    await panel.getByRole('heading', {name: 'Conflicts'}).waitFor();
    const text = await panel.innerText();
    for (const part of ['Gala concert', '18:00–20:00', 'Asia/Tashkent, UTC+05:00', 'Great hall',
                        'In use 15:00–21:00', 'State choir', 'National library', 'Waiting move',
                        'Main stage', 'Opera house: waits for a decision', 'Conflicts', 'Flood',
                        'An evening of songs.', 'Гала-концерт', 'کنسرت بزرگ', 'Created', 'by operator']) {
      assert.ok(text.includes(part), `${part} in\n${text}`);
    }
    assert.equal(await panel.locator('[lang=fa]').first().textContent(), 'کنسرت بزرگ');
    await assertAccessible(page);
    await picture(page, 'timeline-event');
  });

  it('lists what somebody has to see to', async (t) => {
    const page = await open(t, WEEK);
    const list = page.getByRole('group').filter({hasText: 'To see to'});
    await page.getByText('To see to: 2').click();
    await list.getByText('Opera house: waits for a decision').waitFor();
    await list.getByText('is closed by “Flood”').waitFor();
    await assertAccessible(page);
    await picture(page, 'timeline-attention');
    await list.getByRole('button', {name: 'Gala concert'}).first().click();
    await page.getByRole('complementary').getByRole('heading', {name: 'Gala concert'}).waitFor();
  });

  it('takes texts for texts', async (t) => {
    const page = await open(t, `?day=${FRIDAY}&event=hostile`);
    await page.getByRole('heading', {name: HOSTILE}).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.match(await page.title(), /Timeline$/);
    await page.getByRole('radio', {name: 'List'}).check();
    await page.getByRole('main').getByText(HOSTILE).waitFor();
    assert.equal(await page.locator('img').count(), 0);
  });

  it('shows to a browser in Los Angeles the times of Tashkent, and says whose they are', async (t) => {
    const page = await open(t, WEEK);
    assert.equal(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
                 'America/Los_Angeles');
    const gala = block(page, 'Gala concert', 'Great hall');
    assert.match(await gala.textContent(), /18:00.*18:00–20:00, Asia\/Tashkent/s);
    assert.match(await page.getByRole('rowheader', {name: 'Palace'}).textContent(),
                 /UTC\+05:00 · Asia\/Tashkent/);
    await page.goto(`${world.site}/timeline${WEEK}&as=list`);
    await isLive(page);
    const entry = page.locator('.agenda li').filter({hasText: 'Gala concert'}).first();
    await entry.waitFor();
    assert.match(await entry.innerText(), /18:00–20:00\s+Asia\/Tashkent, UTC\+05:00/);
    // Beside it, and never alone, what the reader's own clock shows.
    assert.match(await entry.innerText(), /Your time: .*06:00–08:00 \(America\/Los_Angeles, UTC−07:00\)/);
  });

  it('has days of 23 and of 25 hours', async (t) => {
    const year = MONDAY.slice(0, 4);
    const lastSunday = (month) => {
      const last = new Date(Date.UTC(year, month, 0));
      last.setUTCDate(last.getUTCDate() - last.getUTCDay());
      return last.toISOString().slice(0, 10);
    };
    const hours = async (day) => {
      const page = await open(t, `?view=day&day=${day}&zone=Europe/Berlin`, {width: 2400});
      return (await page.getByRole('columnheader').allTextContents()).map((text) => text.trim()).slice(1);
    };
    const spring = await hours(lastSunday(3));
    assert.deepEqual([spring.length, ...spring.slice(1, 3)], [23, '01:00', '03:00']);
    const autumn = await hours(lastSunday(10));
    assert.deepEqual([autumn.length, ...autumn.slice(2, 4)], [25, '02:00', '02:00, again']);
    const week = await open(t, `?day=${lastSunday(10)}&zone=Europe/Berlin`);
    assert.match((await week.getByRole('columnheader').allTextContents()).at(-1), /25 hours/);
  });

  it('finds what is looked for in any language, here and on other days', async (t) => {
    const page = await open(t, '?day=2020-01-06');
    await page.getByRole('searchbox').fill('ГАЛА-концерт');
    await page.getByRole('button', {name: 'Gala concert'}).click();
    await page.getByRole('heading', {name: 'Gala concert'}).waitFor();
    assert.ok(page.url().includes('event=gala'), page.url());
    await block(page, 'Gala concert', 'Great hall').waitFor();
    await page.getByRole('searchbox').fill('халы');
    await page.getByText('Shown here: 0').waitFor();
    assert.equal(await block(page, 'Gala concert').count(), 0);
    await page.getByRole('searchbox').fill('бухар');
    await page.getByText('Nothing is found on other days.').waitFor();
    await page.getByRole('searchbox').fill('بخارى');
    await block(page, 'Carpets', 'Foyer').waitFor();
  });

  it('says in its address what is seen, and goes back', async (t) => {
    const page = await open(t, WEEK);
    await page.getByRole('radio', {name: 'Month'}).check();
    await page.getByText('Filters').click();
    await page.getByLabel('Exhibition').check();
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'Later'}).click();
    assert.match(page.url(), /view=month&day=\d+-06-01&kind=exhibition/);
    await page.goBack();
    assert.match(page.url(), new RegExp(`view=month&day=${MONDAY}&kind=exhibition`));
    await block(page, 'Carpets').waitFor();
    assert.equal(await block(page, 'Gala concert').count(), 0);
    const other = await open(t, new URL(page.url()).search);
    await block(other, 'Carpets').waitFor();
    assert.equal(await other.getByText('Filters: 1').count(), 1);
  });

  it('is reached by the keyboard alone', async (t) => {
    const page = await open(t, WEEK);
    await block(page, 'Gala concert', 'Great hall').waitFor();
    // Whatever can be used is come to by the tab key, but for blocks, of which it comes to one,
    // and radio buttons, of which it comes to the one that is chosen.
    const reached = new Set();
    const focused = () => page.evaluate(() => {
      const {activeElement: at} = document;
      at.dataset.reached ??= String(document.querySelectorAll('[data-reached]').length);
      return at === document.body ? '' : at.dataset.reached;
    });
    for (let press = 0; press < 100; ++press) {
      await page.keyboard.press('Tab');
      reached.add(await focused());
    }
    const missed = await page.evaluate(() => [...document.querySelectorAll(
        'a[href], button, input, select, summary')].filter((element) =>
        !element.dataset.reached && element.checkVisibility() &&
        !element.matches('.block, [type=radio]:not(:checked)')).map((element) => element.outerHTML));
    assert.deepEqual(missed, []);
    assert.equal(await page.locator('.block[data-reached]').count(), 1);

    await page.locator('.block[data-reached]').focus();
    const title = () => page.evaluate(() => document.activeElement.querySelector('.title')?.textContent);
    const seen = new Set([await title()]);
    for (const key of ['Home', ...Array(12).fill('ArrowDown'), ...Array(12).fill('ArrowUp')]) {
      await page.keyboard.press(key);
      for (let step = 0; step < 6; ++step) {
        seen.add(await title());
        await page.keyboard.press('ArrowRight');
      }
      await page.keyboard.press('Home');
    }
    for (const name of ['Gala concert', 'First hold', 'Second hold', 'Carpets', 'Corner of friendship',
                        'Talks', 'Days of Uzbekistan', 'A talk without a place', HOSTILE]) {
      assert.ok(seen.has(name), `${name} in ${[...seen]}`);
    }
    const before = await title();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'panel-title');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({state: 'detached'});
    assert.equal(await title(), before);
    await page.keyboard.press('PageDown');
    await page.getByRole('heading', {level: 1}).getByText('17').waitFor();
  });

  it('leaves no focus under what stays in sight', async (t) => {
    const page = await open(t, `?view=month&day=${MONDAY}`, {width: 700, height: 560});
    await block(page, 'Carpets').waitFor();
    await page.locator('.block[tabindex="0"]').focus();
    for (const key of ['End', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Home', 'ArrowDown', 'ArrowDown',
                       'ArrowDown', 'ArrowDown', 'End', 'ArrowUp', 'ArrowUp', 'Home']) {
      await page.keyboard.press(key);
      const hidden = await page.evaluate(() => {
        const at = document.activeElement;
        const box = at.getBoundingClientRect();
        // Where its text begins, or else the block.
        const x = Math.max(box.left, document.querySelector('.corner').getBoundingClientRect().right) + 4;
        const top = document.elementFromPoint(x, box.top + box.height / 2);
        return at.contains(top) ? '' : `${at.textContent.trim().slice(0, 40)} is under ${top?.outerHTML.slice(0, 120)}`;
      });
      assert.equal(hidden, '');
    }
  });

  for (const view of ['day', 'week', 'month', 'quarter', 'year']) {
    it(`is used by everybody, by the ${view}, light and dark`, async (t) => {
      for (const scheme of ['light', 'dark']) {
        const page = await open(t, `?view=${view}&day=${TUESDAY}`, {scheme});
        await block(page, 'Gala concert').first().waitFor({state: 'attached'});
        await picture(page, `timeline-${view}-${scheme}`);
        await assertAccessible(page);
        await page.getByText('Filters').click();
        await assertAccessible(page);
      }
    });
  }

  for (const language of ['en', 'az', 'ru', 'kk', 'tg', 'tk', 'uz']) {
    it(`is read in ${language}`, async (t) => {
      const page = await open(t, `${WEEK}&lang=${language}`);
      assert.equal(await page.getAttribute('html', 'lang'), language);
      await assertAccessible(page);
      await page.goto(`${world.site}/timeline${WEEK}&lang=${language}&as=list&event=gala`);
      await isLive(page);
      await page.getByRole('complementary').waitFor();
      await assertAccessible(page);
      assert.equal(await page.locator('footer').count(), ['en', 'az', 'ru'].includes(language) ? 0 : 1);
      // As a browser numbers a month that it has no name for.
      assert.doesNotMatch(await page.locator('body').innerText(), /\bM(0[1-9]|1[0-2])\b/);
    });
  }

  for (const width of WIDTHS) {
    it(`is read at ${width} pixels, in long words and from right to left`, async (t) => {
      const page = await open(t, WEEK, {width, height: 800});
      await page.getByRole('main').getByText('Gala concert').first().waitFor({state: 'attached'});
      await picture(page, `timeline-${width}`);
      assert.equal(await page.locator('.agenda').count(), width === 320 ? 1 : 0);
      await assertNoSidewaysScrolling(page);
      await assertAccessible(page);
      await pseudoLocalise(page, {rightToLeft: true});
      await picture(page, `timeline-${width}-pseudo`);
      await assertNoSidewaysScrolling(page);
    });
    it(`shows an event at ${width} pixels`, async (t) => {
      const page = await open(t, `${WEEK}&event=gala`, {width, height: 800});
      await page.getByRole('complementary').getByText('Move asked for').waitFor();
      await assertNoSidewaysScrolling(page);
      await assertAccessible(page);
      await pseudoLocalise(page);
      await assertNoSidewaysScrolling(page);
    });
  }

  it('is on paper with every row', async (t) => {
    const page = await open(t, WEEK, {width: 1000, height: 500});
    const paper = await printed(page);
    for (const name of ['Great hall', 'Balcony', 'Stalls', 'Foyer', 'Corner of friendship', 'Main stage',
                        'Saal', 'No place yet', 'Gala', 'Building works', 'Times of each place']) {
      assert.ok(paper.includes(name), `${name} in\n${paper}`);
    }
    const list = await open(t, `${WEEK}&as=list`);
    const listed = await printed(list);
    for (const name of ['Gala concert', 'A talk without a place', 'Asia/Tashkent']) assert.ok(listed.includes(name), listed);
  });

  it('says what it needs where no script runs', async (t) => {
    const page = await visit(t, browser, `${world.site}/timeline`, {script: false});
    assert.match(await page.textContent('noscript'), /needs scripts/);
  });

  it('shows strangers what they may see, and lets them sign in', async (t) => {
    // Of the suite: a test ends what it has begun in that order, and pages have to go first.
    const open = await World.start(suite, {serverFlags: ['--anonymous-role', 'viewer']});
    open.apply(SCHEDULE);
    const page = await visit(t, browser, `${open.site}/timeline${WEEK}`);
    await isLive(page);
    await block(page, 'Gala concert', 'Great hall').waitFor();
    // A private event says that something is there, and nothing else.
    await block(page, 'Reserved', 'Great hall').waitFor();
    assert.equal(await page.getByText('Nobody may know').count(), 0);
    await page.getByRole('button', {name: 'Sign in'}).click();
    const field = page.getByLabel('Invitation or access token');
    await page.getByRole('button', {name: 'Close'}).click();
    await block(page, 'Gala concert', 'Great hall').waitFor();
    await page.getByRole('button', {name: 'Sign in'}).click();
    const invited = JSON.parse(open.taqvim('access', 'invite', 'guest', '--grant', 'role=organizer', '-o', 'json'));
    await field.fill(invited.secret);
    await field.press('Enter');
    await page.getByText('Signed in as guest').waitFor();
    await block(page, 'Nobody may know', 'Great hall').waitFor();
  });

  it('lets whose session has ended look as strangers do', async (t) => {
    const open = await World.start(suite, {serverFlags: ['--anonymous-role', 'viewer']});
    open.apply(SCHEDULE);
    const context = await openContext(t, browser);
    await signIn(context, open, open.token('planner', 'organizer'));
    const page = await visit(t, context, `${open.site}/timeline${WEEK}`);
    await block(page, 'Nobody may know', 'Great hall').waitFor();
    const [session] = JSON.parse(open.taqvim('access-tokens', 'list', '--kind', 'session', '-o', 'json')).accessTokens;
    open.taqvim('access-tokens', 'revoke', session.name);
    await page.getByLabel('Invitation or access token').waitFor();
    await page.getByRole('button', {name: 'Close'}).click();
    await block(page, 'Gala concert', 'Great hall').waitFor();
    assert.equal(await page.getByText('Nobody may know').count(), 0);
    // Another page of the same browser, too.
    await page.reload();
    await block(page, 'Gala concert', 'Great hall').waitFor();
  });

  it('tells who may see nothing that it is not a fault', async (t) => {
    world.taqvim('grants', 'create', '--principal', 'guest', '--role', 'viewer', '--venue', 'haus');
    const made = JSON.parse(world.taqvim('access-tokens', 'create', '--principal', 'guest', '-o', 'json'));
    const context = await openContext(t, browser);
    await signIn(context, world, made.secret);
    const grant = world.taqvim('grants', 'list', '--principal', 'guest', '-o', 'name').trim();
    world.taqvim('grants', 'delete', grant);
    const page = await visit(t, context, `${world.site}/timeline${WEEK}`);
    await page.getByText('You are signed in, but may not see this schedule.').waitFor();
    await assertAccessible(page);
  });
});
