declare const nhsNumber: unique symbol
/** An NHS number as it is stored: ten digits without spaces. */
export type NhsNumber = string & { readonly [nhsNumber]?: true }

/**
 * Reads an NHS number, spaces and hyphens allowed; undefined when it cannot be one. The tenth digit checks the first nine by
 * weights 10 to 2 modulo 11, and a check of 10 was never given out; nor was a number of ten equal digits.
 */
export function parseNhsNumber(text: string): NhsNumber | undefined {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return undefined
  let sum = 0
  for (let place = 0; place < 9; place++) sum += Number(digits[place]) * (10 - place)
  const check = (11 - (sum % 11)) % 11
  return check === Number(digits[9]) ? digits : undefined
}

/** "943 476 5919" */
export const formatNhsNumber = (number: NhsNumber): string =>
  `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`
