import { expect, it } from 'vitest'
import { flowAnswers } from './flow-answers.ts'

const answered = (response_json: unknown) => ({
  type: 'interactive',
  interactive: { type: 'nfm_reply', nfm_reply: { response_json } },
})

it.each([
  [
    'its fields, without the token that only machines read',
    answered('{"day":"Friday","seats":2,"flow_token":"x"}'),
    [
      ['day', 'Friday'],
      ['seats', '2'],
    ],
  ],
  ['a list as it came', answered('{"sizes":["s","m"]}'), [['sizes', '["s","m"]']]],
  ['nothing of what is no JSON', answered('{day'), []],
  ['nothing of another answer', { type: 'interactive', interactive: { type: 'button_reply' } }, []],
])('of an answered form: %s', (_story, content, answers) => expect(flowAnswers(content)).toEqual(answers))
