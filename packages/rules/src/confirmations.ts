/** What a STOP or START is answered with, in the languages they come in: for who answers, not for who judges. */
export { confirmationLanguages, confirmationText } from './consent/confirmation-text.ts'
