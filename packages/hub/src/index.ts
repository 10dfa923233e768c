export type { Config } from './config/config.ts'
export { readConfig } from './config/config.ts'
export { createLog } from './http/log.ts'
export { createHub, type Hub, type Role } from './hub.ts'
