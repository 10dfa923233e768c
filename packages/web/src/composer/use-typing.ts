import type { RefObject } from 'react'
import { type Mark, toggleMark } from './format.ts'

/** Changes to the text of a box where its cursor stands, which keeps the focus and the right selection. */
export function useTyping({
  text,
  box,
  write,
}: {
  text: string
  box: RefObject<HTMLTextAreaElement | null>
  write: (text: string) => void
}) {
  const select = (from: number, to: number) =>
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(from, to)
    })
  const mark = (kind: Mark) => {
    const element = box.current
    if (!element) return
    const edit = toggleMark({ text, from: element.selectionStart, to: element.selectionEnd }, kind)
    write(edit.text)
    select(edit.from, edit.to)
  }
  const insert = (piece: string) => {
    const at = box.current?.selectionStart ?? text.length
    write(text.slice(0, at) + piece + text.slice(box.current?.selectionEnd ?? at))
    select(at + piece.length, at + piece.length)
  }
  return { select, mark, insert }
}
