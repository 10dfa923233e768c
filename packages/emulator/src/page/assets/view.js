// @ts-check
/**
 * Pages as values: `h` describes an element, `draw` makes what is on the screen equal to it, touching only what differs. So focus,
 * scroll and what somebody is typing survive every redraw.
 *
 * @typedef {{ tag: string, props: Record<string, any>, kids: (Described | string)[] }} Described
 * @typedef {Described | string | number | false | null | undefined | Kid[]} Kid
 */

const SVG = new Set(['svg', 'path', 'circle', 'rect', 'polyline'])

/**
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...Kid} kids
 * @returns {Described}
 */
export const h = (tag, props, ...kids) => ({ tag, props: props ?? {}, kids: flat(kids) })

/** @param {Kid[]} kids @returns {(Described | string)[]} */
const flat = (kids) =>
  kids.flatMap((kid) => {
    if (Array.isArray(kid)) return flat(kid)
    if (kid === null || kid === undefined || kid === false || kid === '') return []
    return [typeof kid === 'number' ? String(kid) : kid]
  })

/** @type {WeakMap<Node, Record<string, any>>} */
const propsOf = new WeakMap()

/** Makes the children of an element what is described. @param {Element} parent @param {Kid[]} kids */
export const draw = (parent, kids) => drawKids(parent, flat(kids))

/** What is gone is removed first, so that what stays need not move. @param {Element} parent @param {(Described | string)[]} kids */
function drawKids(parent, kids) {
  const old = [...parent.childNodes]
  /** @type {Map<string, ChildNode>} */
  const keyed = new Map()
  /** @type {ChildNode[]} */
  const loose = []
  for (const node of old) {
    const key = propsOf.get(node)?.key
    if (key === undefined) loose.push(node)
    else keyed.set(key, node)
  }
  const matches = kids.map((kid) => takeMatch(kid, keyed, loose))
  const kept = new Set(matches)
  for (const node of old) if (!kept.has(node)) node.remove()
  let place = parent.firstChild
  for (const [index, kid] of kids.entries()) {
    const node = drawOne(matches[index], kid)
    if (node === place) place = place.nextSibling
    else parent.insertBefore(node, place)
  }
}

/** @param {Described | string} kid @param {Map<string, ChildNode>} keyed @param {ChildNode[]} loose */
function takeMatch(kid, keyed, loose) {
  const wanted = typeof kid === 'string' ? '#text' : kid.tag.toLowerCase()
  if (typeof kid !== 'string' && kid.props.key !== undefined) {
    const node = keyed.get(kid.props.key)
    keyed.delete(kid.props.key)
    return node && node.nodeName.toLowerCase() === wanted ? node : undefined
  }
  const at = loose.findIndex((node) => node.nodeName.toLowerCase() === wanted)
  return at < 0 ? undefined : loose.splice(at, 1)[0]
}

/** @param {ChildNode | undefined} node @param {Described | string} kid @returns {ChildNode} */
function drawOne(node, kid) {
  if (typeof kid === 'string') {
    if (!node) return document.createTextNode(kid)
    if (node.nodeValue !== kid) node.nodeValue = kid
    return node
  }
  const element = /** @type {HTMLElement} */ (node ?? make(kid.tag))
  setProps(element, propsOf.get(element) ?? {}, kid.props)
  drawKids(element, kid.kids)
  // A select shows an option only once it has it.
  if (kid.tag === 'select' && 'value' in kid.props && !('kept' in kid.props)) setValue(element, kid.props.value)
  if (!node && kid.props.made) kid.props.made(element)
  return element
}

/** @param {string} tag */
const make = (tag) => (SVG.has(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag))

/** @param {HTMLElement} element @param {Record<string, any>} old @param {Record<string, any>} next */
function setProps(element, old, next) {
  for (const name of Object.keys(old)) if (!(name in next)) setProp(element, name, null, old[name])
  for (const [name, value] of Object.entries(next)) if (old[name] !== value) setProp(element, name, value, old[name])
  propsOf.set(element, next)
}

/** @param {HTMLElement} element @param {string} name @param {any} value @param {any} old */
function setProp(element, name, value, old) {
  if (name === 'key' || name === 'made') return
  if (name.startsWith('on')) /** @type {any} */ (element)[name] = value
  else if (name === 'value') setValue(element, value)
  else if (name === 'checked' || name === 'open') /** @type {any} */ (element)[name] = Boolean(value)
  else if (name === 'style') setStyle(element, old ?? {}, value ?? {})
  else if (value === null || value === undefined || value === false) element.removeAttribute(name)
  else element.setAttribute(name, value === true ? '' : String(value))
}

/** @param {HTMLElement} element @param {any} value */
function setValue(element, value) {
  const field = /** @type {HTMLInputElement} */ (element)
  if (field.value !== String(value ?? '')) field.value = String(value ?? '')
}

/** @param {HTMLElement} element @param {Record<string, string>} old @param {Record<string, string>} next */
function setStyle(element, old, next) {
  for (const name of Object.keys(old)) if (!(name in next)) element.style.removeProperty(name)
  for (const [name, value] of Object.entries(next)) if (old[name] !== value) element.style.setProperty(name, value)
}
