import { buildDashboard } from '../start/build-dashboard.ts'

/** Vitest global setup: the dashboard is built before the first browser test, not by several of them at a time. */
export default (): Promise<void> => buildDashboard(() => {})
