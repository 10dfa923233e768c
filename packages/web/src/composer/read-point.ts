export type Point = { readonly latitude: number; readonly longitude: number }

const PAIR = /(-?\d{1,3}(?:\.\d+)?)\s*[,;/\s]\s*(-?\d{1,3}(?:\.\d+)?)/
const IN_LINKS = [
  /[?&#](?:mlat|lat)=(-?[\d.]+).*?[&#](?:mlon|lon|lng)=(-?[\d.]+)/,
  /@(-?[\d.]+),(-?[\d.]+)/,
  /[?&](?:q|ll|query|destination)=(-?[\d.]+)(?:,|%2C)(-?[\d.]+)/,
  /#map=\d+\/(-?[\d.]+)\/(-?[\d.]+)/,
]

/** A point as people have it: two numbers, or a link from a map. Null when it is neither, or lies on no globe. */
export function readPoint(text: string): Point | null {
  const patterns = /^https?:/i.test(text.trim()) ? IN_LINKS : [PAIR]
  for (const pattern of patterns) {
    const found = pattern.exec(text)
    if (!found) continue
    const latitude = Number(found[1])
    const longitude = Number(found[2])
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude }
  }
  return null
}
