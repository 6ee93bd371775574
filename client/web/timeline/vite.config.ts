import {svelte} from '@sveltejs/vite-plugin-svelte';

import {defineConfig} from 'vitest/config';
import {dateNames} from './src/words/date_names.mjs';
import {sharedWords} from './src/words/shared.mjs';

export default defineConfig({
  base: '/timeline/',
  plugins: [svelte(), sharedWords(), dateNames()],
  build: {
    target: 'es2023',
    // The policy of the page allows no script in it, and every browser of the target loads
    // modules ahead by itself.
    modulePreload: {polyfill: false},
    assetsInlineLimit: 0,
  },
  // How long a test may take says nothing of what it tests; this ends one that hangs.
  test: {include: ['src/**/*.test.ts'], testTimeout: 120_000},
});
