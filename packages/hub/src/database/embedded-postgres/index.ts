export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
export { lockFolder } from './folder-lock.ts'
export { freePort } from './free-port.ts'
export { findRunningServer, hasCluster } from './running-server.ts'
