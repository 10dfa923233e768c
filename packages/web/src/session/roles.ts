/** What a member may do, weakest first; each may do all that the ones before it may. The hub decides: the desk shows what will work. */
export const ROLES = ['viewer', 'agent', 'manager', 'admin', 'owner'] as const
export type Role = (typeof ROLES)[number]

export const mayActAs = (role: string, needed: Role): boolean => ROLES.indexOf(role as Role) >= ROLES.indexOf(needed)
