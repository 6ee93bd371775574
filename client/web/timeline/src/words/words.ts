// The words of the interface, in the languages of its readers. What a language does not have is in
// English.
import sharedEnglish from 'virtual:shared-words/en';
import languages from 'virtual:shared-words/languages';
import english from './en.json';

// Those of the timeline alone, and those that it shares with the pages without script.
export type Key = keyof typeof english | `kind-${string}` | `form-${string}` | `admission-${string}`;
export type Table = Readonly<Record<string, string>>;

export interface InterfaceLanguage {
  tag: string;
  // As its readers call it.
  name: string;
  // Whether somebody who speaks it has read its words.
  reviewed: boolean;
}

export const LANGUAGES: readonly InterfaceLanguage[] =
    Object.entries(languages).map(([tag, language]) => ({tag, ...language}));

const ENGLISH: Table = {...sharedEnglish, ...english};

export class Words {
  // Without a table, English.
  constructor(readonly language: string, private readonly table: Table = {}) {}

  // The words with that key; `{place}` in them is filled with what is given for the place.
  say(key: Key, filling: Readonly<Record<string, string | number>> = {}): string {
    const text = this.table[key] ?? ENGLISH[key] ?? key;
    return text.replace(/\{([a-z]+)\}/g, (place, name: string) => String(filling[name] ?? place));
  }

  has(key: string): boolean {
    return key in this.table || key in ENGLISH;
  }

  // Whether to say that nobody has read them.
  get reviewed(): boolean {
    return LANGUAGES.find(({tag}) => tag === this.language)?.reviewed ?? true;
  }
}

const own = import.meta.glob<Table>(['./*.json', '!./en.json'], {import: 'default'});
const shared: Record<string, () => Promise<{default: Table}>> = {
  az: () => import('virtual:shared-words/az'),
  ru: () => import('virtual:shared-words/ru'),
  kk: () => import('virtual:shared-words/kk'),
  tg: () => import('virtual:shared-words/tg'),
  tk: () => import('virtual:shared-words/tk'),
  uz: () => import('virtual:shared-words/uz'),
};

export async function wordsIn(language: string): Promise<Words> {
  const of = own[`./${language}.json`];
  if (!of) return new Words('en');
  const [table, common] = await Promise.all([of(), shared[language]?.()]);
  return new Words(language, {...common?.default, ...table});
}

// The first of the languages wanted, such as those that the browser asks for, that there are words
// in: `uz-Cyrl-UZ` is `uz`. English where there are none.
export function languageOf(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0];
    const known = LANGUAGES.find((one) => one.tag === language);
    if (known) return known.tag;
  }
  return 'en';
}
