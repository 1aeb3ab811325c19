/** A word of a list that the council keeps: how it is stored, and how it reads. */
export type Code = { code: string; label: string }
