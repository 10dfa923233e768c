import { expect, it } from 'vitest'
import { readPoint } from './read-point.ts'

const oslo = { latitude: 59.9139, longitude: 10.7522 }
it.each([
  ['59.9139, 10.7522', oslo],
  ['59.9139 10.7522', oslo],
  ['-33.86; 151.2', { latitude: -33.86, longitude: 151.2 }],
  ['https://www.openstreetmap.org/?mlat=59.9139&mlon=10.7522#map=16/1/2', oslo],
  ['https://www.openstreetmap.org/#map=16/59.9139/10.7522', oslo],
  ['https://maps.example/maps/@59.9139,10.7522,17z', oslo],
  ['https://maps.example/?q=59.9139,10.7522', oslo],
  ['90, 180', { latitude: 90, longitude: 180 }],
  ['90.1, 0', null],
  ['0, 181', null],
  ['Oslo', null],
  ['', null],
])('%s', (text, point) => expect(readPoint(text)).toEqual(point))
