import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { type Tier, type TiersRefusal, USUAL_RETIER } from '#src/contracts/tiers/tiers.ts'
import { setTiers } from '#src/contracts/tiers/tiers-commands.ts'
import { type KeptTiers, listTiers } from '#src/contracts/tiers/tiers.store.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  numberField,
  postForm,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'

type Typed = Readonly<Record<'tiers' | 'percent' | 'weeks' | 'note', string>> & { readonly fromDay: Day | TypedDay }
type Form = { readonly typed: Typed; readonly errors: FieldError[] }

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
    return contract && { contract, all: await listTiers(tx, contractRef), today: dayOf(tx.now) }
  })
  if (!found) return notFound()
  const { contract, all, today } = found
  const errors = form?.errors ?? []
  const typed = form?.typed ?? typedAtFirst(all[0], today < contract.fromDay ? contract.fromDay : today)
  return page(
    {
      title: 'Weekly prices by tier',
      caption: `Contract ${contractRef}, ${contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: 'Tiers' },
      ],
      content: html`${postForm({
        action: `/contracts/${contractRef}/tiers`,
        csrf,
        content: html`${dayField({ name: 'fromDay', label: 'From which day?', value: typed.fromDay, errors })}
          ${textareaField({ name: 'tiers', label: 'Tiers', hint: 'One a line, rising: the most hours a week, and the price of a week. The last begins with "above". For example: 7, 160.00', value: typed.tiers, errors })}
          ${numberField({ name: 'percent', label: 'Another tier when the hours change by this share, in per cent', value: typed.percent, errors, width: 3 })}
          ${numberField({ name: 'weeks', label: 'And for so many weeks', value: typed.weeks, errors, width: 3 })}
          ${textField({ name: 'note', label: 'Why?', value: typed.note, errors })}
          ${submit('Set the tiers', { href: `/contracts/${contractRef}` })}`,
      })}${section(
        'Tiers so far',
        dataTable({
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
        }),
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const TIERS_WORDS: Readonly<Record<TiersRefusal, FieldError>> = {
  "outside the contract's term": { field: 'fromDay', message: 'Enter a day on which the contract runs' },
  'no tiers': { field: 'tiers', message: 'Enter at least one tier' },
  'tiers do not rise': { field: 'tiers', message: 'Each tier must be of more hours than the one before' },
  'no last tier': { field: 'tiers', message: 'The last line is for all hours above: begin it with "above"' },
  'no reason given': { field: 'note', message: 'Say why, for example variation 3' },
}

function readTier(line: string): Tier | undefined {
  const [hours = '', price = '', more] = line.split(',').map((part) => part.trim())
  const weeklyPence = parsePounds(price)
  const upToHours = /^above$/i.test(hours) ? null : /^\d{1,3}(\.\d{1,2})?$/.test(hours) ? Number(hours) : undefined
  return weeklyPence === undefined || upToHours === undefined || more !== undefined
    ? undefined
    : { upToHours, weeklyPence }
}

export async function postTiers(visit: Visit): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const contractRef = params['ref'] ?? ''
  const text = (name: string): string => (chosen(form, name)[0] ?? '').trim()
  const typed: Typed = {
    ...{ tiers: text('tiers'), percent: text('percent'), weeks: text('weeks'), note: text('note') },
    fromDay: typedDay(form, 'fromDay'),
  }
  const fromDay = readDay(form, 'fromDay')
  const read = typed.tiers.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [readTier(line)]))
  const tiers = read.filter((tier) => tier !== undefined)
  const [retierPercent, retierWeeks] = [Number(typed.percent), Number(typed.weeks)]
  const again = (error: FieldError) => showTiers(visit, { typed, errors: [error] })
  if (!fromDay.ok) return again({ field: 'fromDay', message: 'Enter the day, for example 1 4 2027' })
  if (tiers.length < read.length)
    return again({ field: 'tiers', message: 'Write each tier on a line, such as 7, 160.00' })
  if (!(Number.isInteger(retierPercent) && retierPercent >= 1 && retierPercent <= 100))
    return again({ field: 'percent', message: 'Enter a whole number from 1 to 100' })
  if (!(Number.isInteger(retierWeeks) && retierWeeks >= 1 && retierWeeks <= 52))
    return again({ field: 'weeks', message: 'Enter whole weeks from 1 to 52' })
  const asked = { contractRef, fromDay: fromDay.value, tiers, retierPercent, retierWeeks, note: typed.note }
  const done = await setTiers(shell, actor, asked)
  if (done.ok) return seeOther(`/contracts/${contractRef}/tiers`, 'The tiers are set')
  return done.error === 'no such contract' ? notFound() : again(TIERS_WORDS[done.error])
}
