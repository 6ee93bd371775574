import {describe, expect, it} from 'vitest';
import english from './en.json';
import {LANGUAGES, languageOf, Words, wordsIn, type Key} from './words';

const places = (text: string) => [...text.matchAll(/\{[a-z]+\}/g)].map(([place]) => place).sort();
const others = LANGUAGES.map(({tag}) => tag).filter((tag) => tag !== 'en');
const tables = import.meta.glob<Record<string, string>>('./*.json', {import: 'default', eager: true});

describe('words', () => {
  it.each(others)('in %s are none that English lacks, with the same places to fill', (tag) => {
    for (const [key, text] of Object.entries(tables[`./${tag}.json`]!)) {
      expect(english, key).toHaveProperty([key]);
      expect(places(text), key).toEqual(places(english[key as keyof typeof english]));
      expect(text.trim(), key).not.toBe('');
    }
  });

  it.each(others.filter((tag) => LANGUAGES.find((one) => one.tag === tag)?.reviewed))(
      'in %s are all of them, as somebody who speaks it has read them', (tag) => {
        const missing = Object.keys(english).filter(
            (key) => key !== 'unreviewed' && !(key in tables[`./${tag}.json`]!));
        expect(missing).toEqual([]);
      });

  it('fall back to English, and say which nobody has read', async () => {
    const tajik = await wordsIn('tg');
    expect(tajik.say('today')).toBe('Имрӯз');
    expect(tajik.say('keys')).toBe('Keys');
    expect(tajik.say('kind-exhibition')).toBe('Намоишгоҳ');
    expect(tajik.reviewed).toBe(false);
    expect((await wordsIn('az')).reviewed).toBe(true);
    expect((await wordsIn('xx')).language).toBe('en');
  });

  it('are filled where they have places', () => {
    expect(new Words('en').say('closed-because', {reason: '{seats}'})).toBe('Closed: {seats}');
    expect(new Words('en').say('kind-none' as Key)).toBe('kind-none');
  });
});

it('the language is the first that the browser asks for and there is', () => {
  expect(languageOf(['fr-FR', 'uz-Cyrl-UZ', 'ru'])).toBe('uz');
  expect(languageOf(['fr'])).toBe('en');
});

it('no word is kept that nothing says', () => {
  const sources = Object.entries(import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], {
    query: '?raw', import: 'default', eager: true})).map(([, text]) => text).join('\n');
  // Said by the end of the key: `state-${...}`.
  const families = [...sources.matchAll(/`([a-z]+)-\$\{/g)].map(([, prefix]) => `${prefix}-`);
  const unused = Object.keys(english).filter((key) =>
      !new RegExp(`['"]${key}['"]`).test(sources) && !families.some((prefix) => key.startsWith(prefix)));
  expect(unused).toEqual([]);
});
