import { MINUTE, type TestEmulator } from '../start-emulator.ts'
import { png } from './sample-files.ts'

/** Uploads an example for a media header in the two steps of a resumable upload, and gives back its handle. */
export async function uploadExample({ about }: TestEmulator, bytes = png, type = 'image/png'): Promise<string> {
  const headers = { authorization: `OAuth ${about.accessToken}` }
  const begun = await fetch(
    `${about.graphUrl}/v25.0/${about.appId}/uploads?file_name=example&file_length=${bytes.length}&file_type=${type}`,
    { method: 'POST', headers },
  )
  const { id } = (await begun.json()) as { id: string }
  const done = await fetch(`${about.graphUrl}/v25.0/${id}`, {
    method: 'POST',
    headers: { ...headers, file_offset: '0' },
    body: new Uint8Array(bytes),
  })
  return ((await done.json()) as { h: string }).h
}

const image = (handle: string) => ({ type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } })
const body = (text: string, ...examples: string[]) => ({
  type: 'BODY',
  text,
  ...(examples.length > 0 ? { example: { body_text: [examples] } } : {}),
})
const buttons = (...all: unknown[]) => ({ type: 'BUTTONS', buttons: all })

/** A template of each kind that clients can send beyond those every world has. */
const definitions = (handle: string): Record<string, { category: string; components: unknown[] }> => ({
  new_armchair: {
    category: 'MARKETING',
    components: [image(handle), body('Our new armchair has come, {{1}}, have a look.', 'Maja')],
  },
  assembly_film: {
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'VIDEO', example: { header_handle: [handle] } },
      body('This film shows how your table is put together.'),
    ],
  },
  your_invoice: {
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: [handle] } },
      body('Here is the invoice of order {{1}} for your records.', 'NH-1'),
    ],
  },
  where_we_are: {
    category: 'UTILITY',
    components: [{ type: 'HEADER', format: 'LOCATION' }, body('Your visit is booked, this is how you find us.')],
  },
  lamp_coupon: {
    category: 'MARKETING',
    components: [
      body('A little light for long evenings, this code takes {{1}} from every lamp.', '25%'),
      buttons({ type: 'COPY_CODE', example: 'LAMP25' }, { type: 'QUICK_REPLY', text: 'Stop promotions' }),
    ],
  },
  rug_offer: {
    category: 'MARKETING',
    components: [
      image(handle),
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Rugs', has_expiration: true } },
      body('Every rug is cheaper until the clock runs out.'),
      buttons(
        { type: 'COPY_CODE', example: 'RUG10' },
        {
          type: 'URL',
          text: 'See rugs',
          url: 'https://nordlys-home.example/{{1}}',
          example: ['https://nordlys-home.example/rugs'],
        },
      ),
    ],
  },
  three_rooms: {
    category: 'MARKETING',
    components: [
      body('Two rooms of the new season, {{1}}, as we like them best.', 'Maja'),
      {
        type: 'CAROUSEL',
        cards: ['a', 'b'].map(() => ({
          components: [
            image(handle),
            body('A room in the colour {{1}} for you.', 'green'),
            buttons(
              { type: 'QUICK_REPLY', text: 'More' },
              {
                type: 'URL',
                text: 'See it',
                url: 'https://nordlys-home.example/{{1}}',
                example: ['https://nordlys-home.example/x'],
              },
            ),
          ],
        })),
      },
    ],
  },
  whole_catalogue: {
    category: 'MARKETING',
    components: [body('Everything we make is in our catalogue.'), buttons({ type: 'CATALOG', text: 'View catalog' })],
  },
  chosen_for_you: {
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Chosen for you' },
      body('A few things that go with your sofa.'),
      buttons({ type: 'MPM', text: 'View items' }),
    ],
  },
  book_a_visit: {
    category: 'UTILITY',
    components: [
      body('Choose a time for your visit to our showroom.'),
      buttons({ type: 'FLOW', text: 'Choose', flow_id: '1', flow_action: 'navigate', navigate_screen: 'START' }),
    ],
  },
})

/** Has a template of each kind approved, moving the clock over their review. */
export async function approveTemplates(emulator: TestEmulator): Promise<void> {
  const handle = await uploadExample(emulator)
  for (const [name, definition] of Object.entries(definitions(handle))) {
    const answer = await emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/message_templates`, {
      name,
      language: 'en_GB',
      ...definition,
    })
    if (answer.status !== 200) throw new Error(`${name} was refused: ${JSON.stringify(answer.body)}`)
  }
  await emulator.advance(emulator.emulator.world.settings.reviewMinutes * MINUTE)
}

/** A flow of one screen, published. Returns its id. */
export async function publishFlow({ about }: TestEmulator): Promise<string> {
  const flow = {
    version: '7.0',
    screens: [{ id: 'START', terminal: true, layout: { type: 'SingleColumnLayout', children: [] } }],
  }
  const answer = await fetch(`${about.graphUrl}/v25.0/${about.wabaId}/flows`, {
    method: 'POST',
    headers: { authorization: `Bearer ${about.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Book a visit',
      categories: ['APPOINTMENT_BOOKING'],
      flow_json: JSON.stringify(flow),
      publish: true,
    }),
  })
  return ((await answer.json()) as { id: string }).id
}
