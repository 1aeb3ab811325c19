import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { type Tier, type TiersRefusal, USUAL_RETIER } from '#src/contracts/tiers/tiers.ts'
import { setHourTiers, setTiers } from '#src/contracts/tiers/tiers-commands.ts'
import type { KeptHourTiers } from '#src/contracts/tiers/hour-tiers.ts'
import { listHourTiersOf } from '#src/contracts/tiers/hour-tiers.store.ts'
import { type KeptTiers, listTiers } from '#src/contracts/tiers/tiers.store.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  hiddenField,
  numberField,
  postForm,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'

type Typed = Readonly<Record<'tiers' | 'percent' | 'weeks' | 'note', string>> & { readonly fromDay: Day | TypedDay }
type Form = { readonly typed?: Typed; readonly hours?: HoursTyped; readonly errors: FieldError[] }

type HoursTyped = Readonly<Record<'hourTiers' | 'hourNote', string>> & { readonly hoursFrom: Day | TypedDay }

const hoursAtFirst = (last: KeptHourTiers | undefined, hoursFrom: Day): HoursTyped => ({
  hourTiers:
    last?.tiers.map(({ upToHours, pencePerHour }) => tierLine({ upToHours, weeklyPence: pencePerHour })).join('\n') ??
    '',
  ...{ hourNote: '', hoursFrom },
})

const tierLine = ({ upToHours, weeklyPence }: Tier): string =>
  `${upToHours === null ? 'above' : upToHours}, ${formatPence(weeklyPence).replace('£', '').replaceAll(',', '')}`

const tierWords = ({ upToHours, weeklyPence }: Tier): string =>
  `${upToHours === null ? 'Above' : `Up to ${upToHours} hours`}: ${formatPence(weeklyPence)} a week`

const typedAtFirst = (last: KeptTiers | undefined, fromDay: Day): Typed => ({
  tiers: last?.tiers.map(tierLine).join('\n') ?? '',
  percent: String(last?.retierPercent ?? USUAL_RETIER.retierPercent),
  weeks: String(last?.retierWeeks ?? USUAL_RETIER.retierWeeks),
  ...{ note: '', fromDay },
})

export async function showTiers({ shell, actor, params, csrf }: Visit, form?: Form): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => {
    const contract = await findContract(tx, contractRef)
    const hours = (await listHourTiersOf(tx, [contractRef])).get(contractRef) ?? []
    return contract && { contract, hours, all: await listTiers(tx, contractRef), today: dayOf(tx.now) }
  })
  if (!found) return notFound()
  const { contract, hours, all, today } = found
  const errors = form?.errors ?? []
  const first = today < contract.fromDay ? contract.fromDay : today
  const typed = form?.typed ?? typedAtFirst(all[0], first)
  const hourTyped = form?.hours ?? hoursAtFirst(hours[0], first)
  return page(
    {
      title: 'Prices by tier',
      caption: `Contract ${contractRef}, ${contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: 'Tiers' },
      ],
      content: html`${section(
        'A week of somebody’s care',
        html`${postForm({
          action: `/contracts/${contractRef}/tiers`,
          csrf,
          content: html`${dayField({ name: 'fromDay', label: 'From which day?', value: typed.fromDay, errors })}
          ${textareaField({ name: 'tiers', label: 'Tiers', hint: 'One a line, rising: the most hours a week, and the price of a week. The last begins with "above". For example: 7, 160.00', value: typed.tiers, errors })}
          ${numberField({ name: 'percent', label: 'Another tier when the hours change by this share, in per cent', value: typed.percent, errors, width: 3 })}
          ${numberField({ name: 'weeks', label: 'And for so many weeks', value: typed.weeks, errors, width: 3 })}
          ${textField({ name: 'note', label: 'Why?', value: typed.note, errors })}
          ${submit('Set the tiers', { href: `/contracts/${contractRef}` })}`,
        })}${dataTable({
          caption: 'Tiers so far',
          captionHidden: true,
          folds: true,
          rows: all,
          empty: 'None have been set: care is priced by the rate card.',
          columns: [
            { heading: 'From', cell: (one) => html`${formatDay(one.fromDay)}${small(one.note)}` },
            { heading: 'Tiers', cell: (one) => html`${one.tiers.map((tier) => small(tierWords(tier)))}` },
            { heading: 'Another tier', cell: (one) => `${one.retierPercent}% for ${one.retierWeeks} weeks` },
            { heading: 'Entered', cell: (one) => html`${one.byName}${small(formatInstant(one.at))}` },
          ],
        })}`,
      )}${section('An hour of the block', hoursSection(contractRef, hourTyped, hours, csrf, errors))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const hoursSection = (
  contractRef: string,
  typed: HoursTyped,
  all: readonly KeptHourTiers[],
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  html`${postForm({
    action: `/contracts/${contractRef}/tiers`,
    csrf,
    content: html`${hiddenField('do', 'hours')}${dayField({ name: 'hoursFrom', label: 'From which day do they hold?', value: typed.hoursFrom, errors })}
    ${textareaField({ name: 'hourTiers', label: 'Tiers of an hour', hint: 'One a line, rising: the most hours a week of the whole block, and the price of an hour within them. The last begins with "above". Nothing: as the rate card has it. For example: 100, 21.40', value: typed.hourTiers, errors })}
    ${textField({ name: 'hourNote', label: 'Why are they set?', value: typed.hourNote, errors })}
    ${submit('Set the prices of an hour', { href: `/contracts/${contractRef}` })}`,
  })}${dataTable({
    caption: 'Prices of an hour so far',
    captionHidden: true,
    folds: true,
    rows: all,
    empty: 'None have been set: the block is priced by the rate card.',
    columns: [
      { heading: 'From', cell: (one) => html`${formatDay(one.fromDay)}${small(one.note)}` },
      {
        heading: 'Tiers',
        cell: (one) =>
          html`${one.tiers.length === 0 ? 'As the rate card has it' : one.tiers.map((tier) => small(hourWords(tier)))}`,
      },
      { heading: 'Entered', cell: (one) => html`${one.byName}${small(formatInstant(one.at))}` },
    ],
  })}`

const hourWords = ({ upToHours, pencePerHour }: KeptHourTiers['tiers'][number]): string =>
  `${upToHours === null ? 'Above' : `Up to ${upToHours} hours`}: ${formatPence(pencePerHour)} an hour`

const HOUR_FIELDS: Readonly<Record<string, string>> = { fromDay: 'hoursFrom', tiers: 'hourTiers', note: 'hourNote' }

async function postHours(visit: Visit, contractRef: string, text: (name: string) => string): Promise<Reply> {
  const { shell, actor, form } = visit
  const hours = { hourTiers: text('hourTiers'), hourNote: text('hourNote'), hoursFrom: typedDay(form, 'hoursFrom') }
  const fromDay = readDay(form, 'hoursFrom')
  const { tiers, isWhole } = readTiers(hours.hourTiers)
  const again = (error: FieldError) => showTiers(visit, { hours, errors: [error] })
  if (!fromDay.ok) return again({ field: 'hoursFrom', message: 'Enter the day, for example 1 4 2027' })
  if (!isWhole) return again({ field: 'hourTiers', message: 'Write each tier on a line, such as 100, 21.40' })
  const done = await setHourTiers(shell, actor, {
    ...{ contractRef, fromDay: fromDay.value, note: hours.hourNote },
    tiers: tiers.map(({ upToHours, weeklyPence }) => ({ upToHours, pencePerHour: weeklyPence })),
  })
  if (done.ok) return seeOther(`/contracts/${contractRef}/tiers`, 'The prices of an hour are set')
  if (done.error === 'no such contract') return notFound()
  const { field, message } = TIERS_WORDS[done.error]
  return again({ field: HOUR_FIELDS[field] ?? field, message })
}

export const TIERS_WORDS: Readonly<Record<TiersRefusal, FieldError>> = {
  "outside the contract's term": { field: 'fromDay', message: 'Enter a day on which the contract runs' },
  'no tiers': { field: 'tiers', message: 'Enter at least one tier' },
  'tiers do not rise': { field: 'tiers', message: 'Each tier must be of more hours than the one before' },
  'no last tier': { field: 'tiers', message: 'The last line is for all hours above: begin it with "above"' },
  'no reason given': { field: 'note', message: 'Say why, for example variation 3' },
}

function readTier(line: string): Tier | undefined {
  const [hours = '', price = '', more] = line.split(',').map((part) => part.trim())
  const weeklyPence = parsePounds(price)
  const upToHours = /^above$/i.test(hours) ? null : /^\d{1,5}(\.\d{1,2})?$/.test(hours) ? Number(hours) : undefined
  return weeklyPence === undefined || upToHours === undefined || more !== undefined
    ? undefined
    : { upToHours, weeklyPence }
}

/** The tiers of some lines, and whether every line was one. */
function readTiers(lines: string): { tiers: Tier[]; isWhole: boolean } {
  const read = lines.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [readTier(line)]))
  const tiers = read.filter((tier) => tier !== undefined)
  return { tiers, isWhole: tiers.length === read.length }
}

export async function postTiers(visit: Visit): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const contractRef = params['ref'] ?? ''
  const text = (name: string): string => typedText(form, name)
  if (text('do') === 'hours') return postHours(visit, contractRef, text)
  const typed: Typed = {
    ...{ tiers: text('tiers'), percent: text('percent'), weeks: text('weeks'), note: text('note') },
    fromDay: typedDay(form, 'fromDay'),
  }
  const fromDay = readDay(form, 'fromDay')
  const { tiers, isWhole } = readTiers(typed.tiers)
  const [retierPercent, retierWeeks] = [Number(typed.percent), Number(typed.weeks)]
  const again = (error: FieldError) => showTiers(visit, { typed, errors: [error] })
  if (!fromDay.ok) return again({ field: 'fromDay', message: 'Enter the day, for example 1 4 2027' })
  if (!isWhole) return again({ field: 'tiers', message: 'Write each tier on a line, such as 7, 160.00' })
  if (!(Number.isInteger(retierPercent) && retierPercent >= 1 && retierPercent <= 100))
    return again({ field: 'percent', message: 'Enter a whole number from 1 to 100' })
  if (!(Number.isInteger(retierWeeks) && retierWeeks >= 1 && retierWeeks <= 52))
    return again({ field: 'weeks', message: 'Enter whole weeks from 1 to 52' })
  const asked = { contractRef, fromDay: fromDay.value, tiers, retierPercent, retierWeeks, note: typed.note }
  const done = await setTiers(shell, actor, asked)
  if (done.ok) return seeOther(`/contracts/${contractRef}/tiers`, 'The tiers are set')
  return done.error === 'no such contract' ? notFound() : again(TIERS_WORDS[done.error])
}
