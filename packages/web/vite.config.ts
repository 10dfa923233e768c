import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The hub that the development server talks to; `npm start` listens on 8420. */
const hub = process.env.HUB_URL ?? 'http://localhost:8420'
const port = Number(process.env.WEB_PORT ?? 4700)

export default defineConfig({
  plugins: [react(), tailwind()],
  build: { outDir: 'dist', target: 'es2023', reportCompressedSize: true },
  server: { port, strictPort: true, proxy: { '/v1': hub, '/sign-in': hub, '/docs': hub, '/openapi.json': hub } },
})
