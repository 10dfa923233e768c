import { variableNames } from '@casement/rules'
import type { Button } from './definition.ts'
import type { LanguageOf } from './names.ts'
import type { Component } from './template-api.ts'

/** One piece of a template in one language: what is written there, or that nothing is. */
export type Cell = {
  /** Null where this language lacks the piece; empty where it is written by Meta. */
  readonly text: string | null
  /** What sort of header or button it is, in Meta's word; empty for a text. */
  readonly form: string
  /** Placeholders that the compared language has here and this one has not, and the other way round. */
  readonly missing: readonly string[]
  readonly extra: readonly string[]
  /** The kind differs, as a picture where the compared language has a text. */
  readonly otherKind: boolean
  /** Word for word what the compared language says. */
  readonly untranslated: boolean
}
export type PieceKind = 'header' | 'offer' | 'body' | 'footer' | 'button'
export type Row = {
  readonly key: string
  readonly kind: PieceKind
  /** Which of several buttons, from 1. */
  readonly n: number | null
  /** The card it stands on, from 1; null outside of cards. */
  readonly card: number | null
  readonly cells: ReadonlyMap<string, Cell>
}

type Piece = {
  readonly kind: PieceKind
  readonly n: number | null
  readonly card: number | null
  readonly form: string
  readonly text: string
}
const KINDS: readonly PieceKind[] = ['offer', 'header', 'body', 'footer', 'button']

/**
 * The languages of one name piece by piece, each held against `against`. A piece that any language has is a row, so that what is
 * missing shows as a hole.
 */
export function compareLanguages(languages: readonly LanguageOf[], against: string): readonly Row[] {
  const pieces = new Map(
    languages.map((one) => [one.language, piecesOf((one.draft ?? one.template)?.components ?? [], null)] as const),
  )
  const wanted = pieces.get(against) ?? new Map<string, Piece>()
  const all = new Map([...pieces.values()].flatMap((each) => [...each]))
  return [...all]
    .sort(([, a], [, b]) => place(a) - place(b))
    .map(([key, { kind, n, card }]) => ({
      key,
      kind,
      n,
      card,
      cells: new Map(
        languages.map(({ language }) => [
          language,
          cellOf(pieces.get(language)?.get(key), wanted.get(key), language === against),
        ]),
      ),
    }))
}

function cellOf(piece: Piece | undefined, wanted: Piece | undefined, same: boolean): Cell {
  const [here, there] = [variableNames(piece?.text ?? ''), variableNames(wanted?.text ?? '')]
  return {
    text: piece?.text ?? null,
    form: piece?.form ?? '',
    missing: there.filter((name) => !here.includes(name)),
    extra: wanted ? here.filter((name) => !there.includes(name)) : [],
    otherKind: piece !== undefined && wanted !== undefined && piece.form !== wanted.form,
    untranslated: !same && piece !== undefined && hasWords(piece.text) && piece.text === wanted?.text,
  }
}

/** An address or a placeholder alone is the same in every language. */
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replace(/\{\{[^{}]*\}\}|https?:\/\/\S+|\S+@\S+/g, ''))

const place = ({ kind, n, card }: Piece): number => (card ?? 0) * 10_000 + KINDS.indexOf(kind) * 100 + (n ?? 0)

function piecesOf(components: readonly Component[], card: number | null): Map<string, Piece> {
  const found = new Map<string, Piece>()
  const keep = (kind: PieceKind, form: string, text: string, n: number | null = null) =>
    found.set([card ?? '', kind, n ?? ''].join(' '), { kind, n, card, form, text })
  for (const part of components) {
    const text = typeof part.text === 'string' ? part.text : ''
    switch (part.type.toUpperCase()) {
      case 'HEADER':
        keep('header', String(part.format ?? 'TEXT').toUpperCase(), text)
        break
      case 'BODY':
        keep('body', '', text)
        break
      case 'FOOTER':
        keep('footer', '', text)
        break
      case 'LIMITED_TIME_OFFER':
        keep('offer', '', (part.limited_time_offer as { text?: string } | undefined)?.text ?? '')
        break
      case 'BUTTONS':
        for (const [at, button] of ((part.buttons as readonly Button[] | undefined) ?? []).entries())
          keep('button', button.type.toUpperCase(), [button.text, button.url].filter(Boolean).join('\n'), at + 1)
        break
      case 'CAROUSEL':
        for (const [at, each] of ((part.cards as readonly { components?: readonly Component[] }[] | undefined) ?? []).entries())
          for (const [key, piece] of piecesOf(each.components ?? [], at + 1)) found.set(key, piece)
        break
    }
  }
  return found
}
