import {describe, expect, it} from 'vitest';
import {choose, finds, fold, isRightToLeft, languagesToTry} from './texts';

describe('a text of several languages', () => {
  it('is in the language that is asked for, or what is left of it, or English', () => {
    expect(languagesToTry('uz-Cyrl-UZ')).toEqual(['uz-Cyrl-UZ', 'uz-Cyrl', 'uz', 'en']);
    expect(languagesToTry('en')).toEqual(['en']);
    expect(languagesToTry('')).toEqual(['en']);
  });
  it('is the nearest that there is', () => {
    const texts = {'uz-Latn': 'Navroʻz', ru: 'Навруз', en: 'Nowruz'};
    expect(choose(texts, ['ru', 'en'])).toEqual({text: 'Навруз', language: 'ru'});
    expect(choose(texts, ['uz', 'en'])?.language).toBe('uz-Latn');
    expect(choose(texts, ['kk', 'en'])?.language).toBe('en');
    expect(choose({ru: 'Навруз', az: 'Novruz'}, ['kk', 'en'])?.language).toBe('az');
    expect(choose({}, ['en'])).toBeUndefined();
  });
});

describe('what is looked for', () => {
  it.each([
    ['навруз', 'НАВРУЗ'], ['istanbul', 'İstanbul'], ['İSTANBUL', 'istanbul'], ['isiq', 'ışıq'],
    ['еж', 'Ёжик'], ['navroz', 'Navroʻz'], ["o'zbek", 'Oʻzbekiston'], ['sari  gelin', 'Sarı Gəlin'.replace('ə', 'e')],
    ['zürich', 'ZURICH'], ['gala concert', 'Concert: the gala'], ['баку', 'Баку́'],
  ])('%s is found in %s', (sought, text) => expect(finds(sought, fold(text))).toBe(true));
  it.each([['gala opera', 'Gala concert'], ['ə', 'e']])('%s is not found in %s', (sought, text) => {
    expect(finds(sought, fold(text))).toBe(false);
  });
});

it('a text is written from right to left by its first letter', () => {
  expect(isRightToLeft('«نوروز» 2027')).toBe(true);
  expect(isRightToLeft('Novruz نوروز')).toBe(false);
  expect(isRightToLeft('2027')).toBe(false);
});
