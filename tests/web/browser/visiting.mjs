// Visits pages in Debian's Chromium. Whatever a page does that no page of ours may do fails the
// test that visits it: a violation of the content security policy, an error that nobody caught, an
// error on the console, a request to any other host.
//
//   const browser = await openBrowser(t);
//   const page = await visit(t, browser, `${world.site}/`, {width: 320, language: 'ru'});
import {chromium} from 'playwright-core';
import {PATIENCE_MS} from './world.mjs';

export const CHROMIUM = process.env.TAQVIM_CHROMIUM ?? '/usr/bin/chromium';
const isRoot = process.getuid?.() === 0;

// A browser that is closed with the test or suite `t`.
export async function openBrowser(t, args = []) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // Chromium's sandbox does not start for root.
    chromiumSandbox: !isRoot,
    args: ['--disable-dev-shm-usage', ...args],
  });
  t.after(() => browser.close());
  return browser;
}

// What the page did that it may not do; a list of sentences that grows.
export function faultsOf(page, site) {
  const faults = [];
  const note = (what) => faults.push(`${page.url()}: ${what}`);
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    note(`on the console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => note(`an error that nobody caught: ${error.stack ?? error}`));
  page.on('crash', () => note('the page crashed'));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== site) note(`asks for ${request.url()}`);
  });
  return faults;
}

// A context: a visitor with cookies of their own. `language` is what the browser asks pages for,
// `zone` its clock's, `scheme` 'light' or 'dark', `script` whether scripts run.
export async function openContext(t, browser, {
  width = 1440, height = 900, language = 'en', zone = 'America/Los_Angeles', scheme = 'light',
  script = true, cookies = [],
} = {}) {
  const context = await browser.newContext({
    viewport: {width, height}, locale: language, timezoneId: zone, colorScheme: scheme,
    javaScriptEnabled: script, reducedMotion: 'reduce', serviceWorkers: 'block',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (cookies.length > 0) await context.addCookies(cookies);
  t.after(() => context.close());
  return context;
}

// Opens a page in the context, or in a new one with these options, at the address. When the test
// ends, it fails if the page had a fault that none of `expected`, regular expressions, matches.
export async function visit(t, where, address, {expected = [], ...options} = {}) {
  const context = where.newContext ? await openContext(t, where, options) : where;
  const page = await context.newPage();
  const faults = faultsOf(page, new URL(address).origin);
  t.after(() => {
    const left = faults.filter((fault) => !expected.some((one) => one.test(fault)));
    if (left.length > 0) throw new Error(`The page did what it may not do:\n${left.join('\n')}`);
  });
  await page.goto(address);
  return page;
}
