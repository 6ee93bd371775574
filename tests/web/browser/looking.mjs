// Looks at a page as those would who read it otherwise than its author: with a screen reader, on
// a narrow screen, in long words, from right to left, on paper.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// What axe-core finds that is serious or critical, one sentence each.
export async function axeFindings(page, {within = 'html'} = {}) {
  // Evaluated, and not added as a script: so the page's policy stays as it is, and is seen to work.
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(AXE);
  const found = await page.evaluate(async (selector) => (await globalThis.axe.run(selector, {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })).violations, within);
  return found.filter(({impact}) => impact === 'serious' || impact === 'critical')
      .flatMap(({id, help, nodes}) => nodes.map(({html, failureSummary}) =>
          `${id}: ${help}: ${html.slice(0, 200)} (${failureSummary.replace(/\s+/g, ' ')})`));
}

export async function assertAccessible(page, options) {
  assert.deepEqual(await axeFindings(page, options), [], page.url());
}

// Fails if the page must be pushed sideways to be read, and says what sticks out.
export async function assertNoSidewaysScrolling(page) {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.body.querySelectorAll('*')].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > width + 1 || box.left < -1);
    });
    return [`${document.documentElement.scrollWidth} pixels in ${width}`,
            ...out.slice(-5).map((element) => element.outerHTML.slice(0, 200))];
  });
  assert.deepEqual(found, [], page.url());
}

// Puts every text of the page into a language that nobody speaks: accented, 40 of 100 longer, in
// brackets that show where one is cut; from right to left if asked for.
export async function pseudoLocalise(page, {rightToLeft = false} = {}) {
  await page.evaluate((rtl) => {
    const accents = {a: 'á', e: 'ê', i: 'ï', o: 'ø', u: 'ü', y: 'ý', c: 'ç', n: 'ñ', s: 'š', z: 'ž',
                     A: 'Å', E: 'É', I: 'Î', O: 'Ö', U: 'Ü', C: 'Ç', N: 'Ñ', S: 'Š'};
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const said = text.data.trim();
      if (said === '') continue;
      const longer = '~'.repeat(Math.ceil(said.length * 0.4));
      text.data = `[${[...said].map((letter) => accents[letter] ?? letter).join('')}${longer}]`;
    }
    if (rtl) document.documentElement.dir = 'rtl';
  }, rightToLeft);
}

// What the page says on paper, as text.
export async function printed(page, {format = 'A4', landscape = false} = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'taqvim-print-'));
  try {
    const file = path.join(folder, 'page.pdf');
    fs.writeFileSync(file, await page.pdf({format, landscape, preferCSSPageSize: true}));
    return execFileSync('pdftotext', ['-layout', file, '-'], {encoding: 'utf8'});
  } finally {
    fs.rmSync(folder, {recursive: true});
  }
}

// Keeps a picture of the page in the folder that TAQVIM_PICTURES names, if it does.
export async function picture(page, name, options = {}) {
  const folder = process.env.TAQVIM_PICTURES;
  if (!folder) return;
  fs.mkdirSync(folder, {recursive: true});
  await page.screenshot({path: path.join(folder, `${name}.png`), ...options});
}

// The widths that pages are looked at in: a phone, a tablet, a desk.
export const WIDTHS = [320, 768, 1440];
