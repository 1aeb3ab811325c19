import { formatPence, parsePounds } from '#src/base/money.ts'
import type { Code, Policies, PolicyKind } from '#src/councils/policy.ts'
import { isRole, roleName, ROLES, type Role } from '#src/councils/roles.ts'

/** A policy as a form shows it: numbers in fields of one line, lists a line each. */
export type PolicyField = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly lines: boolean
}
export type TypedPolicy = Readonly<Record<string, string>>
export type PolicyFault = { readonly field: string; readonly message: string }
export type ReadPolicy = { readonly value: unknown; readonly faults: readonly PolicyFault[] }

type Shape<V> = {
  readonly fields: readonly PolicyField[]
  readonly show: (value: V) => TypedPolicy
  readonly read: (typed: TypedPolicy) => ReadPolicy
}

const field = (name: string, label: string, hint?: string): PolicyField => ({
  name,
  label,
  lines: false,
  ...(hint === undefined ? {} : { hint }),
})
const list = (name: string, label: string, hint: string): PolicyField => ({ name, label, hint, lines: true })

const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Reads what was typed and notes what cannot be read. */
class Reading {
  readonly faults: PolicyFault[] = []
  private readonly typed: TypedPolicy
  constructor(typed: TypedPolicy) {
    this.typed = typed
  }
  number(name: string, what: string): number {
    const text = (this.typed[name] ?? '').trim()
    if (/^\d{1,6}$/.test(text)) return Number(text)
    this.faults.push({ field: name, message: `Enter ${what} as a whole number` })
    return 0
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

const readCode = (line: string): Code | string => {
  const [, code, label] = /^([a-z0-9_]+)\s*:\s*(.+)$/.exec(line) ?? []
  return code === undefined || label === undefined
    ? 'write a code, a colon and the words: person_chose: The person chose'
    : { code, label }
}

const codes: Shape<{ codes: Code[] }> = {
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

const pounds = (pence: number): string => formatPence(pence).replace('£', '').replaceAll(',', '').replace(/\.00$/, '')

const readCeiling = (line: string) => {
  const [service = '', zone = '', price = '', more] = line.split(',').map((part) => part.trim())
  const pencePerHour = parsePounds(price)
  if (service === '' || zone === '' || pencePerHour === undefined || more !== undefined)
    return 'write the service, the zone and the price of an hour: home care, town, 23.70'
  return { service, zone, pencePerHour }
}

type Signature = { fromWeeklyPence: number; role: Role; label: string }

const readSignature = (line: string): Signature | string => {
  const [from = '', role = '', ...label] = line.split(',').map((part) => part.trim())
  const fromWeeklyPence = parsePounds(from)
  const known =
    ROLES.find((each) => roleName(each).toLowerCase() === role.toLowerCase()) ?? (isRole(role) ? role : undefined)
  if (fromWeeklyPence === undefined)
    return 'begin with the weekly cost from which the route applies: 0, Social worker, meets the support plan'
  if (known === undefined) return `there is no role "${role}"`
  if (label.join('') === '') return 'end with what the signature says: 0, Social worker, meets the support plan'
  return { fromWeeklyPence, role: known, label: label.join(', ') }
}

/** Signatures of one weekly cost are one route, its steps in the order of the lines. */
const routesOf = (signatures: readonly Signature[]): Policies['sign-off']['routes'] =>
  [...Map.groupBy(signatures, ({ fromWeeklyPence }) => fromWeeklyPence)].map(([fromWeeklyPence, some]) => ({
    fromWeeklyPence,
    signatures: some.map(({ role, label }, at) => ({ step: at + 1, label, role })),
  }))

const SHAPES: { readonly [K in PolicyKind]: Shape<Policies[K]> } = {
  'sign-off': {
    fields: [
      list(
        'signatures',
        'Signatures',
        'One a line: the weekly cost in pounds from which it is needed, the role, what the signature says. Lines with the same cost are one route. For example: 0, Social worker, meets the support plan',
      ),
      field('remindAfterHours', 'Remind after so many hours'),
    ],
    show: ({ routes, remindAfterHours }) => ({
      signatures: routes
        .flatMap((route) =>
          route.signatures.map(({ role, label }) => `${pounds(route.fromWeeklyPence)}, ${roleName(role)}, ${label}`),
        )
        .join('\n'),
      remindAfterHours: String(remindAfterHours),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        routes: routesOf(reading.lines('signatures', readSignature)),
        remindAfterHours: reading.number('remindAfterHours', 'the hours'),
      })
    },
  },
  'offer-window': {
    fields: [field('standard', 'Hours to offer'), field('urgent', 'Hours to offer when it is urgent')],
    show: ({ hours }) => ({ standard: String(hours.standard), urgent: String(hours.urgent) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        hours: { standard: reading.number('standard', 'the hours'), urgent: reading.number('urgent', 'the hours') },
      })
    },
  },
  'price-ceiling': {
    fields: [
      list(
        'ceilings',
        'Ceilings',
        'One a line: the service, the zone, the price of an hour in pounds. For example: home care, town, 23.70',
      ),
    ],
    show: ({ ceilings }) => ({
      ceilings: ceilings
        .map(({ service, zone, pencePerHour }) => `${service}, ${zone}, ${pounds(pencePerHour)}`)
        .join('\n'),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ ceilings: reading.lines('ceilings', readCeiling) })
    },
  },
  'visit-length': {
    fields: [
      field('minimumMinutes', 'Shortest visit without a reason, in minutes'),
      list('reasons', 'Reasons for a shorter visit', 'One code a line. For example: medication'),
    ],
    show: ({ minimumMinutes, reasons }) => ({ minimumMinutes: String(minimumMinutes), reasons: reasons.join('\n') }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        minimumMinutes: reading.number('minimumMinutes', 'the minutes'),
        reasons: linesOf(typed['reasons']),
      })
    },
  },
  matching: {
    fields: [
      field('windowMinutes', 'Minutes before and after the planned start within which a log belongs to the visit'),
    ],
    show: ({ windowMinutes }) => ({ windowMinutes: String(windowMinutes) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({ windowMinutes: reading.number('windowMinutes', 'the minutes') })
    },
  },
  'draw-down': {
    fields: [
      list(
        'alertPercents',
        'Shares of the ceiling at which to tell the contract manager',
        'One percentage a line. For example: 75',
      ),
    ],
    show: ({ alertPercents }) => ({ alertPercents: alertPercents.join('\n') }),
    read(typed) {
      const reading = new Reading(typed)
      const read = (line: string) =>
        /^\d{1,3}%?$/.test(line) ? Number.parseInt(line, 10) : 'write a percentage, such as 75'
      return reading.gives({ alertPercents: reading.lines('alertPercents', read) })
    },
  },
  'choice-reasons': codes,
  'manual-reasons': codes,
}

export const policyFields = (kind: PolicyKind): readonly PolicyField[] => SHAPES[kind].fields

/** The value of a policy as its form shows it. */
export const showPolicy = <K extends PolicyKind>(kind: K, value: Policies[K]): TypedPolicy => SHAPES[kind].show(value)

/** The value that a form describes, still to be checked as a whole, and what could not be read. */
export const readPolicyForm = (kind: PolicyKind, typed: TypedPolicy): ReadPolicy => SHAPES[kind].read(typed)
