/** A failure that a person can do something about: one sentence, and the code the command exits with. */
export class Failure extends Error {
  readonly exitCode: number

  constructor(sentence: string, exitCode = 1) {
    super(sentence)
    this.name = 'Failure'
    this.exitCode = exitCode
  }
}

/** What to print for an error: its sentence; for a mistake of ours, where it happened too. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const ours = error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError || process.env.DEBUG
  return ours ? (error.stack ?? error.message) : error.message
}
