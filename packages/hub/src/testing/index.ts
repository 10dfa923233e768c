export { launchBrowser } from './browser.ts'
export { createTestDatabase, type TestDatabase } from './test-database.ts'
