/** One page of a list. `cursor` asks for the next one; null is the end. */
export type Page<T> = { readonly data: readonly T[]; readonly cursor: string | null }
