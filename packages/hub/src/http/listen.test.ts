import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from './listen.ts'
import { testApp } from './test-app.ts'

const alive = async (host: string, port: number) => (await fetch(`http://${host}:${port}/healthz`)).status

test('both loopbacks answer at one port, and both fall silent together', async () => {
  const { app } = await testApp()
  const { port, hosts } = await listen(app, { hosts: ['127.0.0.1', '::1'], port: 0 })
  const address = (host: string) => (host.includes(':') ? `[${host}]` : host)
  expect(hosts).toContain('127.0.0.1')
  for (const host of hosts) expect(await alive(address(host), port)).toBe(200)
  await app.close()
  for (const host of hosts) await expect(alive(address(host), port)).rejects.toThrow()
})

test('a taken port names itself and what to do, whichever address it is taken on', async () => {
  const other = createServer().listen(0, '127.0.0.2')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const sentence = `Port ${port} on 127.0.0.2 is taken by another program: stop it, or set PORT to a free one`
  for (const hosts of [['127.0.0.2'], ['127.0.0.1', '127.0.0.2']]) {
    const { app } = await testApp()
    await expect(listen(app, { hosts, port })).rejects.toThrow(sentence)
    await expect(alive('127.0.0.1', port)).rejects.toThrow()
  }
})

test('an address of another machine is named', async () => {
  const { app } = await testApp()
  await expect(listen(app, { hosts: ['192.0.2.1'], port: 0 })).rejects.toThrow(
    '192.0.2.1 is not an address of this machine: set HOST',
  )
})
