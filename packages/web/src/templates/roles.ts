const WRITERS = new Set(['manager', 'admin', 'owner'])

/** Who may change templates; the hub decides, the desk only shows what will work. */
export const mayWriteTemplates = (role: string): boolean => WRITERS.has(role)
export const maySend = (role: string): boolean => role !== 'viewer'
