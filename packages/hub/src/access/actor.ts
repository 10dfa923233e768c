/** What a member of a workspace may do, weakest first. Each role may do all that the ones before it may. */
export const roles = ['viewer', 'agent', 'manager', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/** Who makes a request: a signed-in person, or a program with an API key; always in one workspace. `id` is a UUID. */
export type Actor = {
  readonly kind: 'person' | 'key'
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly workspaceId: string
  /** Sees customers’ numbers masked. */
  readonly masked?: boolean
  /** A key’s own limits beside its role; absent for people and for keys without any. */
  readonly scopes?: readonly string[]
}

export const mayActAs = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed)

/** What a route demands. `public` must also be listed in `public-routes.ts`. */
export type Access = Role | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The weakest role that may call this route. A route without it does not start. */
    access?: Access
    /** A person in several workspaces may call it without naming one. */
    workspaceOptional?: true
  }
  interface FastifyRequest {
    /** Who asks. Reading it on a public route throws: nobody is known there. */
    readonly actor: Actor
  }
}
