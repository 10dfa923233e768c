export type Mark = 'bold' | 'italic' | 'strike' | 'code'
const signs: Record<Mark, string> = { bold: '*', italic: '_', strike: '~', code: '```' }

export type Edit = { readonly text: string; readonly from: number; readonly to: number }

/**
 * Puts WhatsApp's signs around a selection, or takes them away where they are. Spaces at its ends stay outside, because a sign beside
 * a space is no sign; without a selection the caret stands between the two.
 */
export function toggleMark({ text, from, to }: Edit, mark: Mark): Edit {
  const sign = signs[mark]
  const picked = text.slice(from, to)
  const lead = picked.length - picked.trimStart().length
  const tail = picked.trim() === '' ? 0 : picked.length - picked.trimEnd().length
  const start = from + (picked.trim() === '' ? 0 : lead)
  const end = to - tail
  const inner = text.slice(start, end)
  const around = text.slice(start - sign.length, start) === sign && text.slice(end, end + sign.length) === sign
  if (around) {
    return {
      text: text.slice(0, start - sign.length) + inner + text.slice(end + sign.length),
      from: start - sign.length,
      to: end - sign.length,
    }
  }
  if (inner.length > 2 * sign.length && inner.startsWith(sign) && inner.endsWith(sign)) {
    const bare = inner.slice(sign.length, -sign.length)
    return { text: text.slice(0, start) + bare + text.slice(end), from: start, to: start + bare.length }
  }
  return {
    text: text.slice(0, start) + sign + inner + sign + text.slice(end),
    from: start + sign.length,
    to: end + sign.length,
  }
}
