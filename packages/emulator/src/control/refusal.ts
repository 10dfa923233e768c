/** A control call that cannot be done: a sentence that says what to do instead, and the status that fits. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}
