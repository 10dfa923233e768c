import { generate } from 'lean-qr'
import { useMemo, useState } from 'react'
import { Button, buttonClass } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import type { Way } from './consent-api.ts'

/** Where a way in begins: a form's address, or WhatsApp with the word already written. As a link, and as a code to print. */
export function LinkAndCode({ way, phone }: { way: Way; phone: string | null }) {
  const t = words.consent.ways
  const [copied, setCopied] = useState(false)
  const digits = phone?.replace(/\D/g, '') ?? ''
  const link = way.url ?? (digits ? `https://wa.me/${digits}?text=${encodeURIComponent(way.key ?? '')}` : null)
  const code = useMemo(() => (link ? drawCode(link) : null), [link])
  if (!link || !code) return <p className="mt-1 text-xs text-warn-text">{t.noNumber}</p>
  const file = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(code))}`
  return (
    <details className="mt-2 text-xs">
      <summary className="cursor-pointer text-ink-2">{t.code}</summary>
      <div className="mt-2 flex flex-wrap items-start gap-4">
        <svg
          viewBox={`0 0 ${code.size} ${code.size}`}
          role="img"
          aria-label={t.codeFor(way.name)}
          className="size-36 flex-none overflow-hidden rounded-sm"
          shapeRendering="crispEdges"
        >
          <rect width="100%" height="100%" fill="#fff" />
          <path d={code.path} fill="#000" />
        </svg>
        <div className="grid min-w-0 flex-1 gap-2">
          <a
            href={link}
            className="break-all text-accent hover:underline"
            target="_blank"
            rel="noreferrer"
            data-testid="way-link"
          >
            {link}
          </a>
          <div className="flex flex-wrap gap-2">
            <Button size="sm" onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>
              {copied ? t.copied : t.copy}
            </Button>
            <a href={file} download={`${way.name}.svg`} className={buttonClass('plain', 'sm')}>
              {t.download}
            </a>
          </div>
        </div>
      </div>
    </details>
  )
}

/** Quiet room around the code, in its own squares: scanners ask for four. */
const QUIET = 4

function drawCode(text: string): { size: number; path: string } {
  const code = generate(text)
  let path = ''
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
  return { size: code.size + QUIET * 2, path }
}

const svgOf = ({ size, path }: { size: number; path: string }): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="1024" height="1024"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`
