import { diffWordsWithSpace } from 'diff'
import { words } from '../strings/words.ts'
import type { Component, Version } from './template-api.ts'

const PARTS = ['CATEGORY', 'LIMITED_TIME_OFFER', 'HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'TTL'] as const

/** What one version says that the other does not, part by part and word by word. */
export function VersionDifferences({ before, after }: { before: Version | undefined; after: Version | undefined }) {
  const t = words.templateDesk.life
  if (!before || !after) return null
  const changed = PARTS.map((part) => ({ part, was: textOf(before, part), is: textOf(after, part) })).filter(
    ({ was, is }) => was !== is,
  )
  if (changed.length === 0) return <p className="text-xs text-ink-3">{t.same}</p>
  return (
    <dl className="m-0 grid gap-2 text-xs" data-testid="version-differences">
      {changed.map(({ part, was, is }) => (
        <div key={part} className="rounded-sm bg-sunken px-3 py-2">
          <dt className="font-medium">{t.parts[part] ?? part}</dt>
          <dd className="m-0 break-words whitespace-pre-wrap">
            {diffWordsWithSpace(was, is).map((piece, at) => {
              const key = `${at} ${piece.value}`
              if (piece.added)
                return (
                  <ins key={key} className="rounded-[2px] bg-success-tint text-success-text no-underline">
                    {piece.value}
                  </ins>
                )
              return piece.removed ? (
                <del key={key} className="rounded-[2px] bg-danger-tint text-danger-text">
                  {piece.value}
                </del>
              ) : (
                <span key={key}>{piece.value}</span>
              )
            })}
          </dd>
        </div>
      ))}
    </dl>
  )
}

type Json = Readonly<Record<string, unknown>>

function textOf(version: Version, part: (typeof PARTS)[number]): string {
  if (part === 'CATEGORY')
    return (words.templateDesk.category as Readonly<Record<string, string>>)[version.category] ?? version.category
  if (part === 'TTL') return version.ttlSeconds === null ? '' : `${version.ttlSeconds} s`
  const component = version.components.find((one) => one.type.toUpperCase() === part)
  return component ? partText(component) : ''
}

function partText(component: Component): string {
  const buttons = (component.buttons as readonly Json[] | undefined)?.map((button) =>
    [button.type, button.text, button.url, button.phone_number].filter(Boolean).join(' '),
  )
  const cards = (component.cards as readonly { components: readonly Component[] }[] | undefined)?.map((card) =>
    card.components.map(partText).filter(Boolean).join('\n'),
  )
  const offer = (component.limited_time_offer as { text?: string } | undefined)?.text
  const format = component.format && component.format !== 'TEXT' ? String(component.format).toLowerCase() : ''
  return [format, component.text, offer, ...(buttons ?? []), ...(cards ?? []), component.code_expiration_minutes]
    .filter((text) => text !== undefined && text !== '')
    .join('\n')
}
