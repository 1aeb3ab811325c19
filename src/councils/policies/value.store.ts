import { z } from 'zod'

export const pence = z.int('Give a whole number of pence').min(0)
export const code = z
  .string()
  .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/, 'A code is small letters, digits and underscores: person_chose')
export const budgetCode = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,29}$/,
    'A budget code is letters, digits, dots, hyphens and slashes, 30 at most',
  )
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time of day, such as 06:00')
export const codes = z.strictObject({
  codes: z
    .array(z.strictObject({ code, label: z.string().trim().min(1).max(100) }))
    .min(1, 'Give at least one line')
    .refine((list) => new Set(list.map((each) => each.code)).size === list.length, 'A code is in the list twice'),
})

/** What a version of each policy of a trade must look like before it is kept. */
export type Values<P> = { readonly [K in keyof P]: z.ZodType<P[K]> }
