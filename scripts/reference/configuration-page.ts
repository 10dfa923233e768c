import { type Variable, variables } from '../../packages/hub/src/config/variables.ts'
import { code, page, printed, table } from './markdown.ts'

/** Every variable of the environment. */
export const configurationPage = (): string =>
  page(
    printed,
    '# Configuration',
    'Casement is configured by its environment, and by nothing else. Every variable may be absent. A wrong value stops the start with a ' +
      'sentence that names the variable and what would be right; a secret’s value is never repeated, in no message and no log.',
    table(
      ['Variable', 'What it is for', 'Give', 'When absent'],
      Object.entries<Variable>(variables).map(([name, { about, right, absent, secret }]) => [
        `${code(name)}${secret ? ' (secret)' : ''}`,
        about,
        right,
        absent,
      ]),
    ),
  )
