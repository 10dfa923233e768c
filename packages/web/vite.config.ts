import { join } from 'node:path'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './build/compressed.ts'
import { firstLoad } from './build/first-load.ts'

/** The hub that the development server talks to; `npm start` listens on 8420. */
const hub = process.env.HUB_URL ?? 'http://localhost:8420'
const port = Number(process.env.WEB_PORT ?? 4700)
const first = firstLoad(join(import.meta.dirname, 'src'))

export default defineConfig({
  plugins: [react(), tailwind(), first.plugin, compressed(join(import.meta.dirname, 'dist'))],
  build: {
    outDir: 'dist',
    target: 'es2023',
    reportCompressedSize: false,
    rolldownOptions: {
      output: { codeSplitting: { groups: first.groups } },
    },
  },
  server: { port, strictPort: true, proxy: { '/v1': hub, '/sign-in': hub, '/docs': hub, '/openapi.json': hub } },
})
