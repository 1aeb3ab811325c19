import { z } from 'zod'

/** A page of a list, as machines ask for it. */
export const PAGED = {
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

type Asked = { readonly cursor: number; readonly limit: number }

export const offsetOf = ({ cursor, limit }: Asked) => ({ offset: cursor, limit })

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

/** Where the next page begins; null after the last. */
export const nextOf = ({ cursor }: Asked, count: number, total: number): string | null =>
  cursor + count < total ? String(cursor + count) : null
