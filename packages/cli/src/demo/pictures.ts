import sharp from 'sharp'

const wall = (colour: string, floor: string, inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"><rect width="640" height="480" fill="${colour}"/><rect y="350" width="640" height="130" fill="${floor}"/>${inside}</svg>`

const sofa = (colour: string, shade: string) =>
  `<g fill="${colour}"><rect x="130" y="200" width="380" height="110" rx="26"/><rect x="100" y="235" width="62" height="115" rx="24"/><rect x="478" y="235" width="62" height="115" rx="24"/></g>
   <g fill="${shade}"><rect x="162" y="270" width="156" height="66" rx="14"/><rect x="322" y="270" width="156" height="66" rx="14"/></g>
   <g fill="#6b4a2f"><rect x="130" y="350" width="12" height="34"/><rect x="498" y="350" width="12" height="34"/></g>`

/** What customers and the desk show each other: drawn, so that nobody's photograph is among them. */
const drawings = {
  scratch: wall(
    '#c9bfae',
    '#9c8a73',
    `<path d="M250 60h140l-26 330h-88z" fill="#8a5a33"/><path d="M286 60h30l-8 330h-20z" fill="#9d6b40"/>
     <path d="M300 190l46 62M308 186l50 70M296 206l34 44" stroke="#e8d3b4" stroke-width="5" stroke-linecap="round"/>`,
  ),
  hinges: wall(
    '#d8d2c4',
    '#b39a78',
    `<rect x="150" y="180" width="340" height="190" fill="#b98a55"/><path d="M150 180l60-60h340l-60 60z" fill="#cfa26c"/><path d="M490 180l60-60v190l-60 60z" fill="#9a6f40"/>
     <g fill="#8d9499"><circle cx="250" cy="270" r="16"/><circle cx="300" cy="290" r="16"/></g>`,
  ),
  room: wall(
    '#e6ddcb',
    '#b58f63',
    `<rect x="60" y="60" width="120" height="150" fill="#b9d3dc"/><path d="M120 60v150M60 135h120" stroke="#fff" stroke-width="6"/>${sofa('#5f7a61', '#6e8a70')}<path d="M580 350V150" stroke="#444" stroke-width="6"/><path d="M545 150h70l-16-54h-38z" fill="#f3d68b"/>`,
  ),
  oat: wall('#dfe3e0', '#c2a982', sofa('#d6c6a5', '#e2d5b9')),
  lamp: wall(
    '#3d3a44',
    '#2c2930',
    `<circle cx="320" cy="150" r="150" fill="#f6d98a" opacity=".25"/><path d="M320 400V180" stroke="#b98a55" stroke-width="12"/><path d="M240 190h160l-40-110h-80z" fill="#f8e3a6"/><ellipse cx="320" cy="402" rx="70" ry="12" fill="#b98a55"/>`,
  ),
} as const

export type PictureName = keyof typeof drawings

const drawn = new Map<PictureName, Promise<Buffer>>()

/** A JPEG of some ten kilobytes. */
export const picture = (name: PictureName): Promise<Buffer> => {
  const known = drawn.get(name) ?? sharp(Buffer.from(drawings[name])).jpeg({ quality: 70 }).toBuffer()
  drawn.set(name, known)
  return known
}
