/** The members of a rate card's file, read one by one; what is wrong is told with its line and its place. */
import { type Day, parseDay } from '#src/base/day.ts'
import type { Fault, JsonNode } from '#src/rates/located-json.ts'

export const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** One object of the file. What is wrong goes on the list of faults; a stand-in value lets the reading go on. */
export class Reader {
  readonly line: number
  readonly #members: ReadonlyMap<string, JsonNode>
  readonly #name: string
  readonly #at: string
  readonly #faults: Fault[]

  constructor(node: JsonNode | undefined, name: string, at: string, faults: Fault[], line = node?.line ?? 1) {
    this.line = line
    this.#name = name
    this.#at = at
    this.#faults = faults
    this.#members = node?.kind === 'object' ? node.members : new Map()
    if (node && node.kind !== 'object') this.fault(undefined, 'is not an object { }')
  }

  fault(key: string | undefined, text: string): void {
    const line = (key === undefined ? undefined : this.#members.get(key)?.line) ?? this.line
    this.#faults.push({ line, text: `${this.#name}: ${text}`, at: key === undefined ? this.#at : this.#pathOf(key) })
  }

  keys(): string[] {
    return [...this.#members.keys()]
  }

  has(key: string): boolean {
    return this.#members.has(key)
  }

  isGiven(key: string): boolean {
    const node = this.#members.get(key)
    return node !== undefined && !(node.kind === 'value' && node.value === null)
  }

  allow(keys: readonly string[], whose = ''): void {
    for (const key of this.#members.keys())
      if (!keys.includes(key)) this.fault(key, `${JSON.stringify(key)} is not a setting${whose}`)
  }

  #value(key: string): unknown {
    const node = this.#members.get(key)
    return node?.kind === 'value' ? node.value : undefined
  }

  text(key: string): string {
    const value = this.#value(key)
    if (typeof value === 'string' && value !== '') return value
    this.fault(key, `"${key}" is not given as text`)
    return ''
  }

  flag(key: string): boolean {
    const value = this.#value(key)
    if (this.#members.has(key) && typeof value !== 'boolean') this.fault(key, `"${key}" is not true or false`)
    return value === true
  }

  day(key: string, standIn: Day): Day {
    const value = this.#value(key)
    const day = typeof value === 'string' ? parseDay(value) : undefined
    if (day === undefined) this.fault(key, `"${key}" is not a day, YYYY-MM-DD`)
    return day ?? standIn
  }

  time(key: string, standIn: number): number {
    const value = this.#value(key)
    const match = typeof value === 'string' ? /^(\d\d):([0-5]\d)$/.exec(value) : null
    const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Infinity
    if (minutes <= 1440) return minutes
    this.fault(key, `"${key}" is not a time, 00:00 to 24:00`)
    return standIn
  }

  whole(key: string, least: number, most: number): number {
    const value = this.#value(key)
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    const tooMuch = typeof value === 'number' && value > most ? ` up to ${most}` : ''
    this.fault(key, `${JSON.stringify(key)} is not a whole number, ${least} or more${tooMuch}`)
    return least
  }

  /** A number with up to so many decimals, such as 36.07. */
  decimal(key: string, decimals: number, most: number): number {
    const value = this.#value(key)
    const shape = new RegExp(`^\\d{1,12}(\\.\\d{1,${decimals}})?$`)
    if (typeof value === 'number' && value <= most && shape.test(String(value))) return value
    this.fault(key, `"${key}" is not a number from 0 to ${most} with up to ${decimals} decimals`)
    return 0
  }

  percentage(key: string): number {
    const value = this.#value(key)
    if (typeof value === 'number' && /^\d{1,6}(\.\d{1,6})?$/.test(String(value))) return value
    this.fault(key, `"${key}" is not a percentage, such as 90`)
    return 0
  }

  oneOf<T extends string>(key: string, choices: readonly T[], whenAbsent?: T): T {
    const value = this.#value(key)
    if (whenAbsent !== undefined && !this.#members.has(key)) return whenAbsent
    const found = choices.find((choice) => choice === value)
    const given = typeof value === 'string' ? ` ${JSON.stringify(value)}` : ''
    if (found === undefined) this.fault(key, `"${key}"${given} is not one of ${choices.join(', ')}`)
    return found ?? (choices[0] as T)
  }

  object(key: string, name: string): Reader {
    const node = this.#members.get(key)
    if (!node) this.fault(undefined, `"${key}" is missing`)
    return new Reader(node, name, this.#pathOf(key), node ? this.#faults : [], node?.line ?? this.line)
  }

  /** The days of a list, each once. */
  days(key: string): Day[] {
    const node = this.#members.get(key)
    if (node?.kind !== 'list') {
      if (this.isGiven(key)) this.fault(key, `"${key}" is not a list [ ]`)
      return []
    }
    const days = node.items.map((item) =>
      item.kind === 'value' && typeof item.value === 'string' ? parseDay(item.value) : undefined,
    )
    if (days.some((day) => day === undefined)) this.fault(key, `"${key}" holds what is not a day, YYYY-MM-DD`)
    const known = days.filter((day) => day !== undefined)
    if (new Set(known).size < known.length) this.fault(key, `"${key}" holds a day twice`)
    return known
  }

  #pathOf(key: string): string {
    return this.#at === '' ? key : `${this.#at}/${key}`
  }

  list(key: string, name: string, needed: boolean): Reader[] {
    const node = this.#members.get(key)
    if (node?.kind === 'list')
      return node.items.map(
        (item, i) => new Reader(item, `${name} ${i + 1}`, `${this.#pathOf(key)}/${i}`, this.#faults),
      )
    if (needed || (node && this.isGiven(key))) this.fault(key, `"${key}" is not a list [ ]`)
    return []
  }
}
