import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { noncePlaceholder } from '../src/http/console.ts';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  html: { cspNonce: noncePlaceholder },
  build: {
    outDir: fileURLToPath(new URL('../dist/console/', import.meta.url)),
    emptyOutDir: true,
    // The policy of the page lets scripts and styles in as files only.
    assetsInlineLimit: 0,
    // Browsers of the last two years: what the console is made of needs no more.
    target: 'baseline-widely-available',
    reportCompressedSize: false,
  },
});
