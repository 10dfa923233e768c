const two = (value: number) => String(value).padStart(2, '0')

/** An instant as `<input type="datetime-local">` wants it, in the viewer's zone. */
export function toInput(at: number): string {
  const day = new Date(at)
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`
}

/** The instant of what stands in such an input; null while it is not whole. */
export function fromInput(value: string): number | null {
  if (!/^\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return null
  const at = new Date(value).getTime()
  return Number.isNaN(at) ? null : at
}
