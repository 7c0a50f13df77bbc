/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API runs while developing; `impetus up` serves the built console itself. */
const server = process.env.IMPETUS_ADDRESS ?? 'http://127.0.0.1:8600';

export default defineConfig({
  base: '/',
  plugins: [react()],
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
