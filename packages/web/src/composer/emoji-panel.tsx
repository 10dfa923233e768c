import 'emoji-picker-element'
import data from 'emoji-picker-element-data/en/emojibase/data.json?url'
import { useEffect, useRef } from 'react'
import { words } from '../strings/words.ts'

/** All emoji, with a search. Loaded when first opened; its data comes from this address and stays in the browser. */
export function EmojiPanel({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  const place = useRef<HTMLElement>(null)
  const pick = useRef(onPick)
  pick.current = onPick
  useEffect(() => {
    const picker = document.createElement('emoji-picker')
    picker.setAttribute('data-source', data)
    picker.className = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'
    picker.addEventListener('emoji-click', (event) => {
      const { unicode } = event.detail
      if (unicode) pick.current(unicode)
    })
    place.current?.replaceChildren(picker)
    return () => picker.remove()
  }, [])
  return (
    <section
      ref={place}
      aria-label={words.desk.composer.emoji}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
      className="opens emoji-panel absolute bottom-[calc(100%+8px)] start-0 z-20 overflow-hidden rounded-md bg-raised shadow-pop"
    />
  )
}
