/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the API runs while developing; `impetus up` serves the built console itself. */
const server = process.env.IMPETUS_ADDRESS ?? 'http://127.0.0.1:8600';

/**
 * luma.gl fetches its WebGL device when the map already stands. A connection that breaks off in that moment would leave
 * the map without sensors until the page is loaded anew, so what draws over the map comes in one piece.
 */
const inOnePiece: Plugin = {
  name: 'deck-in-one-piece',
  transform: {
    filter: { id: /@luma\.gl\/(webgl\/dist\/adapter\/webgl-adapter|gpgpu\/dist\/operation\/backend-registry)\.js$/ },
    handler(code) {
      const late = /import\(("\.{1,2}\/[\w/-]*webgl[\w/-]*\.js")\)/g;
      const [path] = [...code.matchAll(late)].map((found) => found[1]);
      if (!path) throw new Error('luma.gl no longer fetches its WebGL part late: take this plugin out');
      return { code: `import * as wholeWebgl from ${path};\n${code.replace(late, 'Promise.resolve(wholeWebgl)')}`, map: null };
    },
  },
};

export default defineConfig({
  base: '/',
  plugins: [react(), inOnePiece],
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': server, '/maps': server } },
  build: {
    target: 'es2023',
    // The server's content security policy refuses data: scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: true,
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/test/setup.ts'] },
});
