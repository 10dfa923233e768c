import { expect, test } from 'vitest'
import { knock } from './knock.ts'
import { publicRoutes } from './public-routes.ts'
import { testDoor } from './test-door.ts'

test('every route that is not public by name sends away who has neither key nor session', async () => {
  const { app } = await testDoor()
  const { knocked, open } = await knock(app)
  expect(open).toEqual([])
  expect(knocked).toBeGreaterThan(5)
})

test('the public routes are those of the list, and each has its reason', async () => {
  const { app } = await testDoor()
  const found = [...app.routeAccess]
    .filter(([route, access]) => access === 'public' && !route.startsWith('HEAD '))
    .map(([route]) => route)
  expect(found.filter((route) => !publicRoutes.has(route))).toEqual([])
  for (const reason of publicRoutes.values()) expect(reason.length).toBeGreaterThan(10)
})
