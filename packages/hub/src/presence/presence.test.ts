import { type MachineTime, machineTime } from '@casement/platform'
import { expect, test } from 'vitest'
import { createPresence, LASTS_MS, type Presence } from './presence.ts'

const someone = (personId: string, doing: Presence['doing'] = 'typing'): Presence => ({
  workspaceId: 'w',
  threadId: 't',
  personId,
  name: personId,
  doing,
})

test('who types is there for twenty seconds after the last word, and gone at once when they say so', () => {
  let now: MachineTime = machineTime(0)
  const board = createPresence(() => now)
  board.note(someone('maja'))
  now = machineTime(LASTS_MS - 1)
  expect(board.of('w')).toEqual([someone('maja')])
  now = machineTime(LASTS_MS)
  expect(board.of('w')).toEqual([])
  board.note(someone('maja'))
  board.note(someone('maja', 'gone'))
  expect(board.of('w')).toEqual([])
})

test('another workspace hears nothing, and a crowd pushes out whoever was silent longest', () => {
  const board = createPresence(() => machineTime(0))
  for (let n = 0; n < 600; n++) board.note(someone(`p${n}`))
  expect(board.of('other')).toEqual([])
  const there = board.of('w').map((presence) => presence.personId)
  expect(there).toHaveLength(500)
  expect(there[0]).toBe('p100')
})
