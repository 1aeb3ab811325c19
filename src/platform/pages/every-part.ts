/** How many rows of a list are read at once for a file. */
const ROWS_AT_ONCE = 5_000

/** All rows of a list for a file to download, read part by part in the transaction at hand: no file ends before its list does. */
export async function everyPart<T>(
  read: (part: { readonly offset: number; readonly limit: number }) => Promise<readonly T[]>,
  limit: number = ROWS_AT_ONCE,
): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const part = await read({ offset: all.length, limit })
    all.push(...part)
    if (part.length < limit) return all
  }
}
