/** What an arrangement costs and who bears it: a page of the arrangement's own tenant. */
import { dayOf, type Day, firstOfMonth, formatMonth, parseDay } from '#src/base/day.ts'
import { formatPence, parsePounds } from '#src/base/money.ts'
import { type JointMember, listMembers } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { moneyField, numberField, postForm, radiosField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, money, shortDay, small } from '#src/platform/pages/table.ts'
import { shareCost, tellUse } from '#src/tendering/joint/joint-tender-commands.ts'
import { type JointCost, partsOf, type Share } from '#src/tendering/joint/joint-tender.ts'
import { type KeptCost, listCosts, listUse } from '#src/tendering/joint/joint-tender.store.ts'

const PAGE_SIZE = 25

type Typed = { readonly form: Readonly<Record<string, string>>; readonly errors: readonly FieldError[] }

export async function showJointCosts(visit: Visit, typed: Typed = { form: {}, errors: [] }): Promise<Reply> {
  const { actor, shell, query, url, csrf } = visit
  const members = (await listMembers(shell.database, actor.council)).filter(({ status }) => status !== 'invited')
  if (members.length === 0) return notFound()
  const { kept, use, month } = await shell.read(actor, async (tx) => {
    const month = firstOfMonth(dayOf(tx.now))
    return {
      kept: await listCosts(tx, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
      use: await listUse(tx, month),
      month,
    }
  })
  return page(
    {
      title: 'Costs of the arrangement',
      section: 'tendering',
      wide: true,
      breadcrumbs: [{ text: 'Tendering', href: '/tenders' }, { text: 'Costs of the arrangement' }],
      errors: typed.errors,
      content: html`${queue<KeptCost>({
        noun: { one: 'cost', many: 'costs' },
        url,
        rows: kept.costs,
        total: kept.total,
        pageSize: PAGE_SIZE,
        empty: 'Nothing has been shared yet.',
        columns: [
          { heading: 'Cost', cell: (one) => html`${one.what}${small(`${one.costRef}, entered by ${one.byName}`)}` },
          { heading: 'Day', cell: (one) => shortDay(one.day) },
          { heading: 'Shared', cell: (one) => (one.sharing === 'fixed' ? 'By fixed shares' : 'By hours used') },
          { heading: 'Amount', format: 'number', cell: (one) => money(one.pence) },
          ...members.map(({ memberCouncil, memberName }) => ({
            heading: memberName,
            format: 'number' as const,
            cell: (one: KeptCost) => formatPence(partOf(one, memberCouncil)),
          })),
        ],
      })}${section(`Hours used in ${formatMonth(month)}`, useTable(members, use))}
${actor.member && section('Tell your own council’s hours', useForm(csrf, month, typed))}
${may(actor, 'tendering.manage') && section('Share a cost', costForm(csrf, members, typed))}`,
    },
    { status: typed.errors.length > 0 ? 400 : 200 },
  )
}

const partOf = (cost: KeptCost, council: number): number =>
  partsOf(cost).find(({ member }) => member === council)?.pence ?? 0

const useTable = (members: readonly JointMember[], use: readonly Share[]): Html =>
  dataTable({
    caption: 'Hours used',
    captionHidden: true,
    rows: members,
    empty: '',
    columns: [
      { heading: 'Council', cell: ({ memberName }) => memberName },
      {
        heading: 'Hours',
        format: 'number',
        cell: ({ memberCouncil }) =>
          use.find(({ member }) => member === memberCouncil)?.share.toLocaleString('en-GB') ?? 'Not told',
      },
    ],
  })

const useForm = (csrf: string, month: Day, { form, errors }: Typed): Html =>
  postForm({
    action: '/joint-costs/use',
    csrf,
    content: html`${textField({ name: 'month', label: 'Month', hint: 'For example, 2026-11', value: form['month'] ?? month.slice(0, 7), width: 10, errors })}${numberField(
      { name: 'hours', label: 'Hours of care delivered', value: form['hours'] ?? '', errors },
    )}${submit('Tell the hours')}`,
  })

const costForm = (csrf: string, members: readonly JointMember[], { form, errors }: Typed): Html =>
  postForm({
    action: '/joint-costs',
    csrf,
    content: html`${textField({ name: 'what', label: 'What it is for', value: form['what'] ?? '', width: 30, errors })}${moneyField(
      { name: 'amount', label: 'Amount', value: form['amount'] ?? '', errors },
    )}${textField({ name: 'day', label: 'Day', hint: 'For example, 2026-11-30. By use, its month’s hours count', value: form['day'] ?? '', width: 10, errors })}${radiosField(
      {
        name: 'sharing',
        label: 'How it is shared',
        value: form['sharing'] ?? 'fixed',
        choices: [
          {
            value: 'fixed',
            text: 'By fixed shares',
            conditional: html`${members.map(({ memberCouncil, memberName }) =>
              numberField({
                name: `share-${memberCouncil}`,
                label: `${memberName}, in per cent`,
                value: form[`share-${memberCouncil}`] ?? '',
                errors,
              }),
            )}`,
          },
          { value: 'use', text: 'By the hours that each council used in that month' },
        ],
        errors,
      },
    )}${submit('Share the cost')}`,
  })

const typedForm = (visit: Visit): Record<string, string> =>
  Object.fromEntries(Object.keys(visit.form).map((name) => [name, typedText(visit.form, name)]))

const COST_WORDS = {
  'no words': { field: 'what', message: 'Enter what the cost is for' },
  'not an amount': { field: 'amount', message: 'Enter the amount, such as 12500.00' },
  'the shares do not add up to 100': { field: 'sharing', message: 'The shares must add up to 100 per cent' },
  'nobody told their use': {
    field: 'sharing',
    message: 'No council told its hours of that month. Share it by fixed shares, or wait',
  },
} as const

export async function postJointCost(visit: Visit): Promise<Reply> {
  const { shell, actor } = visit
  const form = typedForm(visit)
  const day = parseDay(form['day'] ?? '')
  const sharing: JointCost['sharing'] = form['sharing'] === 'use' ? 'use' : 'fixed'
  const members = await listMembers(shell.database, actor.council)
  const fixed = members.flatMap(({ memberCouncil }) => {
    const share = Number(form[`share-${memberCouncil}`] ?? '')
    return Number.isInteger(share) && share > 0 ? [{ member: memberCouncil, share }] : []
  })
  if (day === undefined)
    return showJointCosts(visit, { form, errors: [{ field: 'day', message: 'Enter the day, such as 2026-11-30' }] })
  const pence = parsePounds(form['amount'] ?? '') ?? 0
  const shared = await shareCost(shell, actor, { day, what: form['what'] ?? '', pence, sharing, fixed })
  return shared.ok
    ? seeOther('/joint-costs', 'The cost has been shared.')
    : showJointCosts(visit, { form, errors: [COST_WORDS[shared.error]] })
}

const USE_WORDS = {
  'no member': { field: 'hours', message: 'Only an officer whom a member council sent tells its hours' },
  'not a number': { field: 'hours', message: 'Enter the hours as a whole number' },
  'a month to come': { field: 'month', message: 'Enter this month or an earlier one' },
} as const

export async function postUse(visit: Visit): Promise<Reply> {
  const form = typedForm(visit)
  const month = parseDay(`${(form['month'] ?? '').trim()}-01`)
  if (month === undefined)
    return showJointCosts(visit, { form, errors: [{ field: 'month', message: 'Enter the month, such as 2026-11' }] })
  const hours = /^\d{1,7}$/.test(form['hours'] ?? '') ? Number(form['hours']) : Number.NaN
  const told = await tellUse(visit.shell, visit.actor, { month, hours })
  return told.ok
    ? seeOther('/joint-costs', 'The hours have been told.')
    : showJointCosts(visit, { form, errors: [USE_WORDS[told.error]] })
}
