/** Numbers as people read them. */

const numbers = new Intl.NumberFormat('en-GB')

/** "1,130" */
export const grouped = (count: number): string => numbers.format(count)

/** "1 person", "1,130 people" */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`
