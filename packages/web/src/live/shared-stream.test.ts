import { afterEach, expect, test, vi } from 'vitest'
import { shareStream } from './shared-stream.ts'
import type { Follower } from './stream.ts'

/** A hub with one history: streams opened behind a number are told what follows it, then what happens. */
function hubWith() {
  const history: string[] = []
  const open = new Set<Follower>()
  const tell = (on: Follower, number: number) =>
    on.event({ id: String(number), type: 'thread.changed', data: history[number - 1] as string })
  return {
    open,
    happens(data: string) {
      history.push(data)
      for (const on of open) tell(on, history.length)
    },
    moves() {
      for (const on of open) on.event({ id: null, type: 'clock.moved', data: '{}' })
    },
    stream(after: number, on: Follower) {
      open.add(on)
      on.state('connecting')
      on.state('live')
      for (let number = after + 1; number <= history.length; number++) tell(on, number)
      return { close: () => void open.delete(on) }
    },
  }
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})
const names = { next: 0 }
function tabsOf(hub: ReturnType<typeof hubWith>, name = `desk ${names.next++}`) {
  return (after = 0, patienceMs = 30_000) => {
    const heard: string[] = []
    const tab = { heard, state: '', resumed: 0, close: () => {} }
    const on: Follower = {
      event: ({ type, data }) => heard.push(type === 'clock.moved' ? 'clock' : data),
      state: (state) => {
        tab.state = state
      },
      resumed: () => tab.resumed++,
    }
    const { close } = shareStream(name, hub.stream, after, on, patienceMs)
    tab.close = close
    closing.push(close)
    return tab
  }
}
const until = (what: () => void) => vi.waitFor(what, { timeout: 20_000, interval: 5 })

test('eight tabs read one stream, and each hears all of it once', async () => {
  const hub = hubWith()
  const openTab = tabsOf(hub)
  const tabs = Array.from({ length: 8 }, () => openTab())
  await until(() => expect(tabs.map(({ state }) => state)).toEqual(Array(8).fill('live')))
  hub.happens('a')
  hub.moves()
  hub.happens('b')
  await until(() => expect(tabs.map(({ heard }) => heard)).toEqual(Array(8).fill(['a', 'clock', 'b'])))
  expect(hub.open.size).toBe(1)
})

test('a tab that comes later is told what followed its own beginning, and not what came before', async () => {
  const hub = hubWith()
  const openTab = tabsOf(hub)
  const first = openTab()
  await until(() => expect(first.state).toBe('live'))
  for (const data of ['a', 'b', 'c']) hub.happens(data)
  const second = openTab(1)
  hub.happens('d')
  await until(() => expect(second.heard).toEqual(['b', 'c', 'd']))
  expect(second.resumed).toBe(0)
})

test('a tab that comes from further back than anybody remembers asks for everything anew', async () => {
  const hub = hubWith()
  const openTab = tabsOf(hub)
  for (const data of ['a', 'b']) hub.happens(data)
  const first = openTab(2)
  await until(() => expect(first.state).toBe('live'))
  const second = openTab(0)
  await until(() => expect(second.resumed).toBe(1))
})

test('when the tab that reads closes, another goes on where it was: nothing is lost, nothing told twice', async () => {
  const hub = hubWith()
  const openTab = tabsOf(hub)
  const first = openTab()
  await until(() => expect(first.state).toBe('live'))
  const others = [openTab(), openTab()]
  hub.happens('a')
  await until(() => expect(others.map(({ heard }) => heard)).toEqual([['a'], ['a']]))
  first.close()
  hub.happens('b')
  await until(() => expect(hub.open.size).toBe(1))
  hub.happens('c')
  await until(() => expect(others.map(({ heard }) => heard)).toEqual(Array(2).fill(['a', 'b', 'c'])))
  // What has no number was told to nobody in between.
  expect(others.map(({ resumed }) => resumed)).toEqual([1, 1])
})

test('a tab that was put to sleep while it led is passed over', async () => {
  const hub = hubWith()
  const asleep = Promise.withResolvers<void>()
  const lead = navigator.locks.request('desk asleep', () => asleep.promise).catch(() => 'passed over')
  const tab = tabsOf(hub, 'desk asleep')(0, 10)
  hub.happens('a')
  await until(() => expect(tab.heard).toEqual(['a']))
  expect(await lead).toBe('passed over')
})
