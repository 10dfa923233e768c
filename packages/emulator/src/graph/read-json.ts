/** Deeper than this nobody nests, and what is nested much deeper cannot be written back. */
const DEEPEST = 200

/** The value of a JSON text. Throws SyntaxError when it is none, or nested too deeply. */
export function readJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (text.length > DEEPEST && depthOf(text) > DEEPEST) throw new SyntaxError(`nested deeper than ${DEEPEST}`)
  return value
}

/** How deeply lists and objects lie in each other in a text that is known to be JSON. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (quoted) {
      if (unit === BACKSLASH) i++
      else if (unit === QUOTE) quoted = false
    } else if (unit === QUOTE) quoted = true
    else if (unit === BRACKET || unit === BRACE) deepest = Math.max(deepest, ++depth)
    else if (unit === BRACKET_END || unit === BRACE_END) depth--
  }
  return deepest
}
const [QUOTE, BACKSLASH, BRACKET, BRACKET_END, BRACE, BRACE_END] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
