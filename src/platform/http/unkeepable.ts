/** Nobody sends more by hand or by machine; deeper would overflow the stack of whoever walks it next. */
const DEEPEST = 60

/**
 * Where a value holds text that PostgreSQL cannot keep (the character NUL, or half of a character that takes two) or is
 * nested past all reason: the JSON pointer from the value on, or undefined when there is nothing of the kind.
 */
export function findUnkeepable(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? '' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === DEEPEST) return ''
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnkeepable(key) ?? findUnkeepable(inner, depth + 1)
    if (found !== undefined) return `/${key}${found}`
  }
  return undefined
}
