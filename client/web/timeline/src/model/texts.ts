// Texts in several languages: which of them a reader gets, and how they are searched. Pure.

// BCP 47 language tag to text, as in the contract.
export type Texts = Readonly<Record<string, string>>;

// A text, and the language that it is in, to be said to who reads it aloud.
export interface Worded {
  text: string;
  language: string;
}

// The languages to try for a tag, in order: it and what is left of it subtag by subtag, and
// English. `uz-Cyrl-UZ` is uz-Cyrl-UZ, uz-Cyrl, uz, en. As the pages without script do it
// (client/web/words/languages.h).
export function languagesToTry(tag: string): string[] {
  const languages: string[] = [];
  for (let rest = tag; rest !== ''; rest = rest.slice(0, Math.max(rest.lastIndexOf('-'), 0))) {
    languages.push(rest);
  }
  if (languages.at(-1)?.toLowerCase() !== 'en') languages.push('en');
  return languages;
}

// The text in the first of the languages that there is; after the first language also one that
// narrows it, as `uz-Latn` does `uz`; else the first that there is. Undefined where there is none.
export function choose(texts: Texts, languages: readonly string[]): Worded | undefined {
  const tags = Object.keys(texts).sort();
  const worded = (tag: string | undefined) =>
      tag === undefined ? undefined : {text: texts[tag]!, language: tag};
  for (const [index, language] of languages.entries()) {
    const wanted = language.toLowerCase();
    const same = tags.find((tag) => tag.toLowerCase() === wanted) ??
        (index === 0 ? tags.find((tag) => tag.toLowerCase().startsWith(`${wanted}-`)) : undefined);
    if (same !== undefined) return worded(same);
  }
  return worded(tags[0]);
}

// Folded for searching: without case, accents, apostrophes of whatever kind, with dotted and
// dotless i alike, ё as е. So `навруз` finds НАВРУЗ, and `istanbul` finds İstanbul.
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
      .replace(/ı/g, 'i').replace(/['`´ʻʼʹ‘’ʿʾ]/g, '').replace(/[\s\p{Pd}]+/gu, ' ').trim();
}

// Whether each word of what is looked for is in the folded text.
export function finds(sought: string, folded: string): boolean {
  return fold(sought).split(' ').every((word) => folded.includes(word));
}

// Whether most of its letters are written from right to left.
export function isRightToLeft(text: string): boolean {
  const first = /\p{L}/u.exec(text)?.[0] ?? '';
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
      .test(first);
}
