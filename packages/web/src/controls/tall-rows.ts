import { elementScroll, observeElementOffset, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'

/** No browser draws an element higher than some tens of millions of pixels; the lowest of their limits, with room. */
const TALLEST = 12_000_000

export type TallRows = {
  readonly rows: Virtualizer<HTMLElement, Element>
  /** Height of the element that holds the rows. */
  readonly height: number
  /** Where a row begins inside it now. */
  readonly top: (start: number) => number
}

/**
 * Rows of one height, as many as there are: beyond what a browser can draw, the scrollbar stands for all of them and each pixel of
 * it for more than one.
 */
export function useTallRows(count: number, rowHeight: number, scroller: React.RefObject<HTMLElement | null>): TallRows {
  const scale = Math.max(1, (count * rowHeight) / TALLEST)
  const scaled = useRef(scale)
  scaled.current = scale
  const rows = useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    observeElementOffset: (instance, tell) =>
      observeElementOffset(instance, (offset, scrolling) => tell(offset * scaled.current, scrolling)),
    scrollToFn: (offset, options, instance) => elementScroll(offset / scaled.current, options, instance),
  })
  useEffect(() => {
    if (rowHeight) rows.measure()
  }, [rows, rowHeight])
  const offset = rows.scrollOffset ?? 0
  return {
    rows,
    height: (count * rowHeight) / scale,
    top: (start) => (scale === 1 ? start : start - offset + offset / scale),
  }
}
