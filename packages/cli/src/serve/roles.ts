import { Failure } from '../failure.ts'

const ROLES = ['http', 'sender', 'jobs'] as const
export type Role = (typeof ROLES)[number]

/** The parts of the hub that one process runs: `http,sender`; all of them when nothing is said. */
export function readRoles(text: unknown): readonly Role[] {
  if (typeof text !== 'string' || text === '') return ROLES
  return text.split(',').map((word) => {
    const role = ROLES.find((known) => known === word.trim())
    if (role) return role
    throw new Failure(`--roles is "${text}": give some of ${ROLES.join(',')} with commas between them.`)
  })
}
