import { isRecord } from '../graph/request.ts'
import type { Flow } from './flow-record.ts'

const plain = (value: unknown): string => String(value ?? '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const parts = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const MOST_DEEP = 20

/** A page that shows what a flow's screens hold, one under the other. Nothing on it acts, and all of its words are the flow's. */
export function previewOf(flow: Flow): string {
  const screens = parts(readJson(flow.json).screens)
  const body = screens
    .map((screen) => `<section><h2>${plain(screen.title ?? screen.id)}</h2>${childrenOf(screen.layout, 0)}</section>`)
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${plain(flow.name)}</title><style>${STYLE}</style></head>
<body><h1>${plain(flow.name)}</h1><p class="state">${plain(flow.status)}</p>${body || '<p>This flow has no screens yet.</p>'}</body></html>`
}

function readJson(json: string | null): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(json ?? '{}')
    return isRecord(read) ? read : {}
  } catch {
    return {}
  }
}

function childrenOf(node: unknown, depth: number): string {
  if (!isRecord(node) || depth > MOST_DEEP) return ''
  return parts(node.children)
    .map((child) => elementOf(child, depth + 1))
    .join('')
}

function elementOf(one: Record<string, unknown>, depth: number): string {
  const label = plain(one.label ?? one.text)
  switch (one.type) {
    case 'TextHeading':
      return `<h3>${label}</h3>`
    case 'TextSubheading':
      return `<h4>${label}</h4>`
    case 'TextBody':
    case 'TextCaption':
      return `<p>${label}</p>`
    case 'TextInput':
    case 'TextArea':
    case 'DatePicker':
    case 'CalendarPicker':
      return `<label>${label}<input disabled></label>`
    case 'Dropdown':
    case 'RadioButtonsGroup':
    case 'CheckboxGroup':
    case 'ChipsSelector':
      return `<fieldset><legend>${label}</legend>${parts(one['data-source'])
        .map((row) => `<div>${plain(row.title)}</div>`)
        .join('')}</fieldset>`
    case 'OptIn':
      return `<label><input type="checkbox" disabled> ${label}</label>`
    case 'Footer':
      return `<p class="footer">${label}</p>`
    case 'EmbeddedLink':
      return `<p class="link">${label}</p>`
    case 'Image':
      return `<p class="image">${plain(one['alt-text'] ?? 'Picture')}</p>`
    default:
      return childrenOf(one, depth)
  }
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
section{border:1px solid #8886;border-radius:12px;padding:1rem;margin:1rem 0}label,fieldset{display:block;margin:.75rem 0}
input:not([type=checkbox]){display:block;width:100%;box-sizing:border-box}.footer{text-align:center;border-radius:8px;background:#8882;padding:.5rem}`
