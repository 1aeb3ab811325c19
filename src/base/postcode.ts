declare const postcode: unique symbol
/** A United Kingdom postcode as it is stored: upper case, one space before the last three, "WV1 1AA". */
export type Postcode = string & { readonly [postcode]?: true }

// The letters after the last digit are never C, I, K, M, O or V.
const SHAPE = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[ABD-HJLNP-UW-Z]{2})$/

/** Reads a postcode in any case, with or without spaces; undefined when it has not the shape of one. Does not say that it exists. */
export function parsePostcode(text: string): Postcode | undefined {
  const match = SHAPE.exec(text.replace(/\s+/g, '').toUpperCase())
  return match ? `${match[1]} ${match[2]}` : undefined
}

/** "WV1" of "WV1 1AA": the part that names a district, which may be shown where the whole would name a street. */
export const outwardCode = (code: Postcode): string => code.slice(0, -4)
