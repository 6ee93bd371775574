// All pages without script, in a browser: in every language, on paper, on a phone, in long words,
// from right to left, light and dark.
import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {belongings} from './belongings.mjs';
import {assertNoSidewaysScrolling, axeFindings, picture, printed, pseudoLocalise}
  from './looking.mjs';
import {openBrowser, visit} from './visiting.mjs';
import {demos, World} from './world.mjs';

const LANGUAGES = ['en', 'az', 'kk', 'ru', 'tg', 'tk', 'uz'];
const VENUE = '/venues/kazakhstan-national-academic-library';
const PAGES = {
  front: '/',
  programme: '/programmes/poetry',
  past: '/programmes/astana-2025',
  event: '/events/night',
  exhibition: '/events/manuscripts',
  cancelled: '/events/film',
  venue: VENUE,
  space: `${VENUE}/spaces/concert-hall`,
  organization: '/organizations/iran-library',
  search: '/search?q=library',
  over: '/search?q=baku&past=1',
  nothing: '/search?q=zzzz',
  subscribe: '/calendar/programmes/poetry',
  check: '/calendar/programmes/poetry/check',
  kiosk: `${VENUE}/kiosk`,
  door: `${VENUE}/spaces/concert-hall/kiosk`,
  missing: '/events/none',
};
// A browser says on its console what it was answered.
const MISSING = [/status of 404.*\/events\/none/];

function day(ahead) {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

// A screen at a door is loaded again each minute, which nobody who reads it can be kept from.
async function assertAccessible(page, path) {
  const found = await axeFindings(page);
  assert.deepEqual(path.endsWith('/kiosk')
    ? found.filter((one) => !one.startsWith('meta-refresh:')) : found, [], page.url());
}

// Days whose texts are Persian and Arabic, from yesterday on.
const POETRY = `
organizations:
  - {id: iran-library, kind: library, country: IR, city: Tehran,
     title: {en: National Library of Iran, fa: کتابخانه ملی ایران, ar: المكتبة الوطنية الإيرانية}}
events:
  - id: poetry
    title: {en: Days of Persian poetry, fa: روزهای شعر فارسی, ar: أيام الشعر الفارسي, ru: Дни персидской поэзии}
    description: {en: Four evenings in Astana., fa: چهار شب در آستانه.}
    owner: iran-library
    culture_days: {stops: [{city: Astana, first_day: ${day(-1)}, last_day: ${day(3)}}]}
    partners: [{organization: organizations/kazakhstan-writers-union, role: co-organiser},
               {name: بنیاد فردوسی, role: sponsor}]
    confirm: true
  - id: night
    title: {fa: شب شعر, ar: ليلة الشعر}
    description: {fa: "غزل‌های حافظ، همراه با موسیقی.\\nورود برای همه آزاد است."}
    owner: iran-library
    programme: poetry
    period: {timed: {start: ${day(1)}T18:00, end: ${day(1)}T20:00}}
    bookings: [{id: hall, space: kazakhstan-national-academic-library/concert-hall}]
    activity: {form: concert}
    spoken_languages: [fa]
    admission: {kind: ticketed, address: "https://tickets.example/night"}
    contact: {name: Front desk, email: desk@example.org, telephone: "+7 7172 700 200"}
    works: [{title: {fa: دیوان}, creator: حافظ}, {title: {en: Gulistan}, creator: Saadi}]
    web_address: https://example.org/night
    confirm: true
  - id: film
    title: {en: A film about manuscripts that nobody has seen since it was made}
    owner: iran-library
    programme: poetry
    period: {timed: {start: ${day(2)}T18:00, end: ${day(2)}T20:00}}
    bookings: [{id: hall, space: kazakhstan-national-academic-library/conference-hall}]
    activity: {form: film}
    confirm: true
  - id: manuscripts
    title: {en: Manuscripts, ru: Рукописи, ar: مخطوطات}
    owner: iran-library
    programme: poetry
    period: {dated: {first_day: ${day(-1)}, last_day: ${day(30)}}}
    bookings: [{id: foyer, space: kazakhstan-national-academic-library/foyer}]
    exhibition: {objects: 148, theme: {en: Calligraphy}}
    confirm: true
`;

describe('the public pages', () => {
  const suite = belongings();
  let world, browser;
  before(async () => {
    world = await World.start(suite, {apply: demos()});
    world.apply(POETRY);
    world.publishProgrammes();
    world.taqvim('events', 'cancel', 'film', '--reason', 'en=The print is lost', '--yes');
    browser = await openBrowser(suite);
    await world.shows('/programmes/poetry');
    await world.shows('/programmes/astana-2025');
    await world.shows('/events/night');
  });

  function address(path, language) {
    return `${world.site}${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
  }

  for (const [name, path] of Object.entries(PAGES)) {
    it(`are read by everybody in every language: ${name}`, async (t) => {
      const page = await visit(t, browser, address(path, 'en'), {width: 320, expected: MISSING});
      for (const language of LANGUAGES) {
        await page.goto(address(path, language));
        assert.equal(await page.getAttribute('html', 'lang'), language);
        await assertNoSidewaysScrolling(page);
        await assertAccessible(page, path);
      }
    });

    it(`have room for long words from right to left: ${name}`, async (t) => {
      const page = await visit(t, browser, address(path, 'en'), {expected: MISSING});
      for (const [rightToLeft, width] of [[false, 320], [true, 320], [true, 1440]]) {
        await page.setViewportSize({width, height: 900});
        await page.goto(address(path, 'ru'));
        await pseudoLocalise(page, {rightToLeft});
        await assertNoSidewaysScrolling(page);
      }
    });

    it(`are seen in the dark, in Persian and in Arabic: ${name}`, async (t) => {
      const page = await visit(t, browser, address(path, 'en'),
                               {scheme: 'dark', width: 768, expected: MISSING});
      for (const language of ['fa', 'ar']) {
        await page.goto(address(path, language));
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), 'rtl');
        await assertAccessible(page, path);
        await assertNoSidewaysScrolling(page);
        await picture(page, `${name}-${language}-768`, {fullPage: true});
      }
    });

    it(`have no script: ${name}`, async (t) => {
      const page = await visit(t, browser, address(path, 'en'), {expected: MISSING});
      assert.deepEqual(await page.evaluate(() => [
        ...document.querySelectorAll('script:not([type="application/ld+json"]), iframe, object'),
        ...[...document.querySelectorAll('*')].filter((element) =>
          [...element.attributes].some(({name}) => name.startsWith('on') || name === 'style')),
      ].map((element) => element.outerHTML)), []);
    });
  }

  it('are in the language that the browser asks for', async (t) => {
    const page = await visit(t, browser, `${world.site}/programmes/astana-2025`, {language: 'ru'});
    assert.equal(await page.textContent('h1'), 'Дни культуры Азербайджана в Казахстане');
    assert.equal(await page.getAttribute('html', 'lang'), 'ru');
  });

  it('search by the box in their head, without script', async (t) => {
    const page = await visit(t, browser, address('/programmes/poetry', 'en'), {script: false});
    // With another letter at its end than it is written with.
    await page.fill('input[name=q]', 'ليله');
    await page.press('input[name=q]', 'Enter');
    await page.waitForURL(/\/search\?q=/);
    assert.equal(await page.inputValue('input[name=q]'), 'ليله');
    const found = await page.locator('.happening h3').allTextContents();
    assert.deepEqual(found.map((title) => title.trim()), ['ليلة الشعر']);
    await page.fill('input[name=q]', 'iran');
    await page.click('.search button');
    assert.match((await page.textContent('main')), /National Library of Iran/);
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
  });

  it('have every row on paper, and a code that leads back', async (t) => {
    const page = await visit(t, browser, address('/programmes/astana-2025', 'en'));
    const rows = await page.locator('.happening h3').allTextContents();
    assert.ok(rows.length >= 8, `${rows.length} rows`);
    const hours = await page.locator('.happening .when').allTextContents();
    const paper = await printed(page);
    // Columns stand side by side there, and long words are broken.
    const words = new Set(paper.split(/\s+/));
    for (const row of rows) {
      for (const word of row.trim().split(/\s+/)) assert.ok(words.has(word), `${word} of ${row}`);
    }
    for (const hour of hours) assert.ok(paper.includes(hour.trim()), hour);
    assert.ok(paper.replace(/\s+/g, '').includes('/programmes/astana-2025?lang=en'));
    assert.ok(!paper.includes('Subscribe'), 'what cannot be pressed on paper');
    await page.emulateMedia({media: 'print'});
    assert.ok(await page.locator('.on-paper svg').isVisible());
  });

  it('say at a door the hour of the venue, wherever the screen is', async (t) => {
    const page = await visit(t, browser, address(PAGES.door, 'en'), {zone: 'America/Los_Angeles'});
    const said = await page.getAttribute('.clock time', 'datetime');
    const there = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Almaty', dateStyle: 'short', timeStyle: 'short'});
    const minutes = [0, 1, 2].map((ago) =>
      there.format(new Date(Date.now() - ago * 60_000)).replace(' ', 'T'));
    assert.ok(minutes.includes(said), `${said} is none of ${minutes}`);
    assert.equal(await page.getAttribute('meta[http-equiv=refresh]', 'content'), '60');
    assert.equal(await page.locator('a, button, input').count(), 0);
  });

  it('lead to all that they link to', async (t) => {
    const seen = new Set();
    for (const path of ['/', '/programmes/poetry', '/events/night', PAGES.organization, VENUE]) {
      const page = await visit(t, browser, address(path, 'en'));
      const links = await page.evaluate(() =>
        [...document.querySelectorAll('a[href], link[href]')].map((link) => link.href));
      await page.close();
      for (const link of links) {
        const url = new URL(link);
        if (url.origin !== world.site || seen.has(url.pathname + url.search)) continue;
        seen.add(url.pathname + url.search);
        const response = await world.fetch(url.pathname + url.search);
        assert.equal(response.status, 200, `${link} on ${path}`);
        await response.arrayBuffer();
      }
    }
    assert.ok(seen.size > 40, `${seen.size} links`);
  });
});
