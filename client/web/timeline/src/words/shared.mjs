// The words that the pages without script have too (client/web/words/words.json), by language: what
// the kinds and forms of events are called.
import fs from 'node:fs';
import path from 'node:path';

const FILE = path.resolve(import.meta.dirname, '../../../words/words.json');
const KEYS = /^(kind|form|admission)-|^(sold-out|admission)$/;
const NAME = 'virtual:shared-words/';

// A plugin of Vite that gives the words of a language as the module `virtual:shared-words/ru`, and
// the languages that there are as `virtual:shared-words/languages`.
export function sharedWords() {
  return {
    name: 'shared-words',
    resolveId: (id) => id.startsWith(NAME) ? `\0${id}` : undefined,
    load(id) {
      if (!id.startsWith(`\0${NAME}`)) return undefined;
      this.addWatchFile(FILE);
      const {languages, words} = JSON.parse(fs.readFileSync(FILE, 'utf8'));
      const language = id.slice(NAME.length + 1);
      if (language === 'languages') return `export default ${JSON.stringify(languages)}`;
      const own = Object.entries(words).filter(([key, texts]) => KEYS.test(key) && texts[language])
          .map(([key, texts]) => [key, texts[language]]);
      return `export default ${JSON.stringify(Object.fromEntries(own))}`;
    },
  };
}
