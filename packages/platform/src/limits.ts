export { mediaLimits } from './limits/media.ts'
export { messageLimits } from './limits/messages.ts'
export { templateLimits } from './limits/templates.ts'
