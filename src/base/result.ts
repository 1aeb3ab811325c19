/** The answer of a rule that may refuse: a value, or the reason in a phrase of its own union. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const refuse = <const E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })
