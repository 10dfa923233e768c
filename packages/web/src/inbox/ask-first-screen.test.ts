import { expect, it } from 'vitest'
import { inboxPaths } from './ask-first-screen.ts'

const list = (filter: string) => `/v1/threads?${filter}&limit=60`

it.each([
  ['/', '', [list('view=all&sort=time-left&state=open'), '/v1/threads/counts?state=open']],
  ['/inbox', '', [list('view=all&sort=time-left&state=open'), '/v1/threads/counts?state=open']],
  ['/inbox/', '?view=mine', [list('view=mine&sort=time-left&state=open'), '/v1/threads/counts?state=open']],
  ['/inbox', '?view=nonsense', [list('view=all&sort=time-left&state=open'), '/v1/threads/counts?state=open']],
  ['/inbox', '?sort=newest&state=any&tag=vip', [list('view=all&sort=newest&state=any&tag=vip'), '/v1/threads/counts?state=any']],
  ['/inbox', '?q=sofa', ['/v1/threads/counts?state=open']],
  ['/inbox/a1', '', [list('view=all&sort=time-left&state=open'), '/v1/threads/counts?state=open', '/v1/threads/a1']],
  ['/inboxes', '', []],
  ['/contacts', '?q=sofa', []],
  ['/settings/me', '', []],
])('%s%s', (pathname, search, asked) => expect(inboxPaths({ pathname, search })).toEqual(asked))
