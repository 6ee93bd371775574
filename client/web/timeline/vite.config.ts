import {svelte} from '@sveltejs/vite-plugin-svelte';
import {defineConfig} from 'vitest/config';

export default defineConfig({
  base: '/timeline/',
  plugins: [svelte()],
  build: {
    target: 'es2023',
    // The policy of the page allows no script in it, and every browser of the target loads
    // modules ahead by itself.
    modulePreload: {polyfill: false},
    assetsInlineLimit: 0,
  },
  test: {include: ['src/**/*.test.ts']},
});
