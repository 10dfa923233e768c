import { expect, test } from 'vitest'
import { lintTemplate } from './lint-template.ts'

const body = (text: string, example?: unknown) => ({ type: 'BODY', text, ...(example ? { example } : {}) })
const reply = (text: string) => ({ type: 'QUICK_REPLY', text })
const link = (text: string, url = 'https://nordlys.example/') => ({ type: 'URL', text, url })
const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list })
const plain = body('Your chair is ready to be collected at our shop.')
const utility = (...components: object[]) => ({ name: 'chair_ready', language: 'en_GB', category: 'UTILITY', components })

/** Finding → what the click makes of it. After the repair the finding is gone. */
test.each([
  [
    'template.header.length',
    'Use “Your chair is ready and waits for you at our shop in the old”',
    utility({ type: 'HEADER', format: 'TEXT', text: 'Your chair is ready and waits for you at our shop in the old town' }, plain),
  ],
  ['template.header.marks', 'Use “Ready”', utility({ type: 'HEADER', format: 'TEXT', text: '*Ready*' }, plain)],
  ['template.header.line', 'Use “Ready for you”', utility({ type: 'HEADER', format: 'TEXT', text: 'Ready\nfor you' }, plain)],
  [
    'template.footer.length',
    'Use “Nordlys Home, the shop with the coffee and the good chairs”',
    utility(plain, { type: 'FOOTER', text: 'Nordlys Home, the shop with the coffee and the good chairs, Bristol' }),
  ],
  ['template.button.label.length', 'Use “Choose a delivery time”', utility(plain, buttons(reply('Choose a delivery time slot')))],
  ['template.button.label.variable', 'Use “See order”', utility(plain, buttons(link('See order {{1}}')))],
  ['template.button.url', 'Use “https://nordlys.example/o”', utility(plain, buttons(link('See', 'nordlys.example/o')))],
  [
    'template.variable.order',
    'Number them from 1',
    utility(body('Your chair {{2}} is ready at our shop in {{4}} today.', { body_text: [['a', 'b']] })),
  ],
  ['template.buttons.group', 'Put them side by side', utility(plain, buttons(reply('Yes'), link('See'), reply('No')))],
  ['template.name', 'Use chair_ready', { ...utility(plain), name: 'Chair ready' }],
  [
    'template.category.risk',
    'Remove the sentence',
    utility(body('Your chair is ready to be collected. PS: all lamps are 20 % off until Sunday.')),
  ],
  ['template.authentication.button', 'Add a copy button', { ...utility({ type: 'BODY' }), category: 'AUTHENTICATION' }],
  [
    'template.authentication.parts',
    'Take it out',
    {
      ...utility(
        { type: 'HEADER', format: 'TEXT', text: 'x' },
        { type: 'BODY' },
        buttons({ type: 'OTP', otp_type: 'COPY_CODE' }),
      ),
      category: 'AUTHENTICATION',
    },
  ],
])('%s is put right by “%s”', (rule, title, template) => {
  const finding = lintTemplate(template).find((one) => one.rule === rule)
  expect(finding?.repair?.title).toBe(title)
  const repaired = { ...template, components: finding?.repair?.components, name: finding?.repair?.name ?? template.name }
  expect(lintTemplate(repaired).map((one) => one.rule)).not.toContain(rule)
})

test('a missing sample is taken from a template that has one for a variable of the same name, else from what the name means', () => {
  const named = (text: string, params: object[] = []) => ({
    name: 'a',
    language: 'en_GB',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [body(text, { body_text_named_params: params })],
  })
  const template = named('Hello {{first_name}}, your chair has arrived in our shop in {{town}} today.')
  const others = [named('We moved to {{town}}, come and see.', [{ param_name: 'town', example: 'Leeds' }])]
  const titles = lintTemplate(template, { others }).flatMap((one) => one.repair?.title ?? [])
  expect(titles).toEqual(['Use “Maja”', 'Use “Leeds”'])
  const after = lintTemplate(template, { others }).find((one) => one.actual === 'first_name')?.repair?.components
  const missing = lintTemplate({ ...template, components: after }).filter((one) => one.rule === 'template.variable.sample')
  expect(missing.map((one) => one.actual)).toEqual(['town'])
})

test('a sentence that carries a variable stays: its sample would be one too many', () => {
  const template = utility(
    body('Your chair is ready to be collected. Get {{1}} off with our sale now.', { body_text: [['20%']] }),
  )
  expect(lintTemplate(template).find((one) => one.rule === 'template.category.risk')?.repair).toBeUndefined()
})
