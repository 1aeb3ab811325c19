import { formatPence, parsePounds, type Pence } from '#src/base/money.ts'
import type { Code } from '#src/councils/policies/code.ts'
import { isRole, type Role, roleName, ROLES } from '#src/councils/roles.ts'

/** A policy as a form shows it: numbers in fields of one line, lists a line each. */
export type PolicyField = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly lines: boolean
  /** A time or some words, as wide as they may be; anything else in one line is a number. */
  readonly words?: 'a word' | 'a name' | 'sentences'
  /** One of these, instead of anything typed. */
  readonly choices?: readonly { readonly value: string; readonly text: string }[]
}

export type TypedPolicy = Readonly<Record<string, string>>

export type PolicyFault = { readonly field: string; readonly message: string }

export type ReadPolicy = { readonly value: unknown; readonly faults: readonly PolicyFault[] }

export type Shape<V> = {
  readonly fields: readonly PolicyField[]
  readonly show: (value: V) => TypedPolicy
  readonly read: (typed: TypedPolicy) => ReadPolicy
}

export const field = (name: string, label: string, hint?: string): PolicyField => ({
  name,
  label,
  lines: false,
  ...(hint === undefined ? {} : { hint }),
})

export const wordField = (
  name: string,
  label: string,
  hint: string,
  words: PolicyField['words'] = 'a word',
): PolicyField => ({
  ...field(name, label, hint),
  words,
})

export const YES_OR_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

export const choiceField = (name: string, label: string, choices: PolicyField['choices'] = YES_OR_NO): PolicyField => ({
  ...field(name, label),
  choices,
})

export const list = (name: string, label: string, hint: string): PolicyField => ({ name, label, hint, lines: true })

export const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Reads what was typed and notes what cannot be read. */
export class Reading {
  readonly faults: PolicyFault[] = []
  private readonly typed: TypedPolicy
  constructor(typed: TypedPolicy) {
    this.typed = typed
  }
  number(name: string, what: string): number {
    const text = (this.typed[name] ?? '').trim()
    if (/^\d{1,9}$/.test(text)) return Number(text)
    this.faults.push({ field: name, message: `Enter ${what} as a whole number` })
    return 0
  }
  /** Left empty, it does not apply. */
  numberOrNone = (name: string, what: string): number | null =>
    (this.typed[name] ?? '').trim() === '' ? null : this.number(name, what)
  pounds(name: string, what: string): Pence {
    const pence = parsePounds(this.typed[name] ?? '')
    if (pence === undefined) this.faults.push({ field: name, message: `Enter ${what} in pounds, such as 2.00` })
    return pence ?? 0
  }
  yes(name: string): boolean {
    const text = (this.typed[name] ?? '').trim().toLowerCase()
    if (text !== 'yes' && text !== 'no') this.faults.push({ field: name, message: 'Answer yes or no' })
    return text === 'yes'
  }
  lines<T>(name: string, read: (line: string) => T | string): T[] {
    return linesOf(this.typed[name]).flatMap((line, at) => {
      const value = read(line)
      if (typeof value !== 'string') return [value]
      this.faults.push({ field: name, message: `Line ${at + 1}: ${value}` })
      return []
    })
  }
  gives = (value: unknown): ReadPolicy => ({ value, faults: this.faults })
}

export const readCode = (line: string): Code | string => {
  const [, code, label] = /^([a-z0-9_]+)\s*:\s*(.+)$/.exec(line) ?? []
  return code === undefined || label === undefined
    ? 'write a code, a colon and the words: person_chose: The person chose'
    : { code, label }
}

export const codes: Shape<{ codes: Code[] }> = {
  fields: [
    list(
      'codes',
      'Reasons',
      'One a line: a code, a colon and the words. For example: person_chose: The person chose this provider',
    ),
  ],
  show: ({ codes: all }) => ({ codes: all.map(({ code, label }) => `${code}: ${label}`).join('\n') }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({ codes: reading.lines('codes', readCode) })
  },
}

export const yesNo = (is: boolean): string => (is ? 'yes' : 'no')

export const pounds = (pence: number): string =>
  formatPence(pence).replace('£', '').replaceAll(',', '').replace(/\.00$/, '')

export const roleIn = (text: string): Role | undefined =>
  ROLES.find((each) => roleName(each).toLowerCase() === text.toLowerCase()) ?? (isRole(text) ? text : undefined)

/** Policies whose settings are whole numbers, one field each. */
export const numbers = <K extends string>(fields: Readonly<Record<K, string>>): Shape<Record<K, number>> => ({
  fields: (Object.keys(fields) as K[]).map((name) => field(name, fields[name])),
  show: (value) => Object.fromEntries((Object.keys(fields) as K[]).map((name) => [name, String(value[name])])),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives(
      Object.fromEntries((Object.keys(fields) as K[]).map((name) => [name, reading.number(name, 'the number')])),
    )
  },
})

/** The forms of a trade, one for each of its policies. */
export type Forms<P> = { readonly [K in keyof P]: Shape<P[K]> }
