import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import { type LeadRefusal, nameLead } from '#src/contracts/lead/lead-commands.ts'
import { type Lead, readLeads } from '#src/contracts/lead/lead.store.ts'
import { listZones } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  readDay,
  selectField,
  submit,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 25

type Typed = { readonly contractRef: string; readonly zone: string; readonly fromDay: Day | TypedDay }

/** Who leads in each zone, and led before. */
export async function listLeadsPage(
  { shell, actor, query, url, csrf }: Visit,
  form?: { typed: Typed; errors: FieldError[] },
): Promise<Reply> {
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const { leads, total, names, zones, today } = await shell.read(actor, async (tx) => {
    const found = await readLeads(tx, { offset, limit: PAGE_SIZE })
    const refs = found.leads.map(({ organisationRef }) => organisationRef)
    return { ...found, names: await providerNames(tx, refs), zones: await listZones(tx), today: dayOf(tx.now) }
  })
  const errors = form?.errors ?? []
  const typed = form?.typed ?? { contractRef: '', zone: '', fromDay: today }
  const list = queue({
    noun: { one: 'lead provider', many: 'lead providers' },
    ...{ url, rows: leads, total, pageSize: PAGE_SIZE, empty: 'No provider leads in a zone.' },
    columns: [
      {
        heading: 'Zone',
        cell: (one: Lead) =>
          html`${zones.find(({ zone }) => zone === one.zone)?.name ?? one.zone}${small(one.service.replaceAll('_', ' '))}`,
      },
      { heading: 'Provider', cell: (one) => names.get(one.organisationRef) ?? one.organisationRef },
      { heading: 'Contract', cell: (one) => link(one.contractRef, `/contracts/${one.contractRef}`) },
      { heading: 'From', cell: (one) => formatDay(one.fromDay) },
      { heading: 'To', cell: (one) => (one.toDay === null ? 'Until another is named' : formatDay(lastDay(one.toDay))) },
    ],
  })
  const choices = zones.map(({ zone, name }) => ({ value: zone, text: name }))
  return page(
    {
      title: 'Lead providers',
      section: 'contracts',
      errors,
      breadcrumbs: [{ text: 'Contracts', href: '/contracts' }, { text: 'Lead providers' }],
      content: html`${list}${
        may(actor, 'contracts.change') &&
        section(
          'Name a lead provider',
          postForm({
            action: '/contracts/leads',
            csrf,
            content: html`${selectField({ name: 'zone', label: 'Zone', value: typed.zone, choices, empty: 'Choose a zone', errors })}
              ${textField({ name: 'contractRef', label: 'Contract', hint: 'The reference of the leading provider’s contract, beginning with CT', value: typed.contractRef, errors, width: 10 })}
              ${dayField({ name: 'fromDay', label: 'From which day?', value: typed.fromDay, errors })}
              ${submit('Name the lead provider')}`,
          }),
        )
      }`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const LEAD_WORDS: Readonly<Record<LeadRefusal, FieldError>> = {
  'no such contract': { field: 'contractRef', message: 'There is no such contract' },
  'not a zone of the contract': { field: 'zone', message: 'The contract is not for this zone' },
  "outside the contract's term": { field: 'fromDay', message: 'Enter a day on which the contract runs' },
  'leads already': { field: 'contractRef', message: 'This contract’s provider leads there already' },
  'another leads from then': {
    field: 'fromDay',
    message: 'Another leads from that day or a later one: enter a later day',
  },
}

export async function postLead(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const text = (name: string): string => typedText(form, name)
  const typed: Typed = {
    ...{ contractRef: text('contractRef').toUpperCase(), zone: text('zone'), fromDay: typedDay(form, 'fromDay') },
  }
  const fromDay = readDay(form, 'fromDay')
  const again = (error: FieldError) => listLeadsPage(visit, { typed, errors: [error] })
  if (!fromDay.ok) return again({ field: 'fromDay', message: 'Enter the day, for example 1 4 2027' })
  const { contractRef, zone } = typed
  const named = await nameLead(shell, actor, { contractRef, zone, fromDay: fromDay.value })
  return named.ok ? seeOther('/contracts/leads', 'The lead provider is named') : again(LEAD_WORDS[named.error])
}
