import { fileOf } from '../sdks/sample-files.ts'
import { type Answer, CUSTOMER, MINUTE, type TestEmulator } from '../start-emulator.ts'
import { codesIn, number, OTHER, refused, type Story } from './story.ts'

const body = { messaging_product: 'whatsapp' }

/** A business that may have groups makes one. */
async function group(e: TestEmulator, more: object = {}): Promise<{ id: string; link: string }> {
  await e.control('PATCH', '/settings', { groupsNeedEligibility: false })
  await e.graph('POST', `${number(e)}/groups`, { ...body, subject: 'Delivery on Friday', ...more })
  await e.advance(MINUTE)
  const [{ id, inviteLink }] = (await e.control('GET', '/groups')).data as [{ id: string; inviteLink: string }]
  return { id, link: inviteLink }
}
const join = (e: TestEmulator, who: string, link: string) => e.control('POST', `/customers/${who}/groups`, { group: link })
const send = (e: TestEmulator, to: string): Promise<Answer> =>
  e.graph('POST', `${number(e)}/messages`, { ...body, recipient_type: 'group', to, text: { body: 'hi' } })
const putOut = (e: TestEmulator, id: string, ...users: string[]) =>
  e.graph('DELETE', `/${id}/participants`, { ...body, participants: users.map((user) => ({ user })) })
const approve = (e: TestEmulator, id: string, ...join_requests: string[]) =>
  e.graph('POST', `/${id}/join_requests`, { ...body, join_requests })

/** A JPEG of a size, or nearly one. */
const picture = (width: number, height: number): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255]),
    Buffer.alloc(20),
  ])
async function show(e: TestEmulator, bytes: Buffer): Promise<number[]> {
  const { id } = await group(e)
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', fileOf(bytes, 'group.jpg', 'image/jpeg'))
  return refused(e.graph('POST', `/${id}`, form))
}

/** Groups, and who is in them. */
export const groupStories: Story[] = [
  [131020, 'a group of nobody', async (e) => refused(send(e, (await group(e)).id))],
  [131041, 'a group that is not there', (e) => refused(send(e, 'Y2FwaV9ncm91cDox'))],
  [
    131059,
    'a list is read on from nowhere',
    async (e) => {
      await group(e)
      return refused(e.graph('GET', `${number(e)}/groups?after=nonsense`))
    },
  ],
  [
    131201,
    'a stranger is put out together with a participant',
    async (e) => {
      const { id, link } = await group(e)
      await join(e, CUSTOMER, link)
      await putOut(e, id, CUSTOMER, OTHER)
      await e.advance(0)
      return codesIn(e.changes('group_participants_update').map(({ value }) => value))
    },
  ],
  [131202, 'somebody is put out twice in one call', async (e) => refused(putOut(e, (await group(e)).id, OTHER, `+${OTHER}`))],
  [
    131204,
    'nine people are put out at once',
    async (e) => refused(putOut(e, (await group(e)).id, ...Array.from({ length: 9 }, (_, i) => `44770090050${i}`))),
  ],
  [
    131207,
    'a suspended group',
    async (e) => {
      const { id, link } = await group(e)
      await join(e, CUSTOMER, link)
      await e.control('PATCH', `/groups/${id}`, { suspended: true })
      return refused(send(e, id))
    },
  ],
  [131209, 'a picture that is not square', (e) => show(e, picture(300, 200))],
  [131210, 'a picture that is too small', (e) => show(e, picture(100, 100))],
  [131212, 'a stranger is put out', async (e) => refused(putOut(e, (await group(e)).id, OTHER))],
  [131213, 'a wish to join that nobody had', async (e) => refused(approve(e, (await group(e)).id, 'x'))],
  [
    131215,
    'a small business asks for a group',
    (e) => refused(e.graph('POST', `${number(e)}/groups`, { ...body, subject: 'x' })),
  ],
]
