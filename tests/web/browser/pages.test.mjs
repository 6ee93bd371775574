// The pages without script, in a browser.
import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {belongings} from './belongings.mjs';
import {assertAccessible, assertNoSidewaysScrolling, picture, pseudoLocalise, WIDTHS}
  from './looking.mjs';
import {openBrowser, visit} from './visiting.mjs';
import {demos, World} from './world.mjs';

describe('pages without script', () => {
  const suite = belongings();
  let world, browser;
  before(async () => {
    world = await World.start(suite, {apply: demos(), publish: true});
    browser = await openBrowser(suite);
    await world.shows('/programmes/astana-2025');
  });

  for (const width of WIDTHS) {
    it(`can be read by everybody at ${width} pixels`, async (t) => {
      const page = await visit(t, browser, `${world.site}/programmes/astana-2025`, {width});
      await picture(page, `programme-${width}`, {fullPage: true});
      await assertAccessible(page);
      await assertNoSidewaysScrolling(page);
      await pseudoLocalise(page, {rightToLeft: true});
      await assertNoSidewaysScrolling(page);
    });
  }

  it('are in the language that the browser asks for', async (t) => {
    const page = await visit(t, browser, `${world.site}/programmes/astana-2025`, {language: 'ru'});
    assert.equal(await page.textContent('h1'), 'Дни культуры Азербайджана в Казахстане');
    assert.equal(await page.getAttribute('html', 'lang'), 'ru');
  });
});
