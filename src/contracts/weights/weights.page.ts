import { dayOf } from '#src/base/day.ts'
import { findContractOn } from '#src/contracts/contract.store.ts'
import type { Weights } from '#src/contracts/draw-down.ts'
import { stateWeights, type WeightsRefusal } from '#src/contracts/weights/weights-commands.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { numberField, postForm, submit, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'

const QUESTIONS: readonly (readonly [keyof Weights, string, string])[] = [
  ['price', 'Price', 'The lowest price of an hour has all of it'],
  ['quality', 'Quality', 'The regulator’s rating'],
  ['completeness', 'All visits', 'The share of the care asked for'],
  ['start', 'Start', 'In time, or how many days late'],
  ['travel', 'Present rounds', 'Visits that the provider makes near the person at the same times now'],
  ['known', 'Known workers', 'How often the provider’s three most frequent workers came to the person in 28 days'],
  ['wishes', 'Wishes met', 'What the person would like, and the offer says it meets'],
  ['times', 'Times asked for', 'The share of the visits that are offered within the times asked for'],
]

type Typed = Readonly<Record<string, string>>

export async function showWeights({ shell, actor, params, csrf }: Visit, form?: Form): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const found = await shell.read(actor, (tx) => findContractOn(tx, contractRef, dayOf(tx.now)))
  if (!found || found.contract.frameworkRef === null) return notFound()
  const { frameworkRef, weights } = found.contract
  const errors = form?.errors ?? []
  const typed: Typed = form?.typed ?? Object.fromEntries(QUESTIONS.map(([name]) => [name, String(weights[name] ?? 0)]))
  return page(
    {
      title: 'How offers are ranked',
      caption: `Framework ${frameworkRef}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: 'How offers are ranked' },
      ],
      content: html`<p class="govuk-body">The points of 100 that each question can bring, for every contract of this framework. They must be what the framework’s terms state. What is sent from now on is ranked by them; what was sent before is ranked as it was stated then.</p>
      ${postForm({
        action: `/contracts/${contractRef}/weights`,
        csrf,
        content: html`${QUESTIONS.map(([name, label, hint]) => numberField({ name, label, hint, value: typed[name] ?? '', errors, width: 3 }))}
        ${textField({ name: 'reason', label: 'Where is it stated, and why now?', value: typed['reason'] ?? '', errors })}
        ${submit('State the weights', { href: `/contracts/${contractRef}` })}`,
      })}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

type Form = { readonly typed: Typed; readonly errors: FieldError[] }

export async function postWeights(visit: Visit): Promise<Reply> {
  const contractRef = visit.params['ref'] ?? ''
  const names = [...QUESTIONS.map(([name]) => name), 'reason'] as const
  const typed: Typed = Object.fromEntries(names.map((name) => [name, chosen(visit.form, name).join(' ').trim()]))
  const errors = QUESTIONS.filter(([name]) => !/^\d{1,3}$/.test(typed[name] ?? '')).map(
    ([name, label]): FieldError => ({
      field: name,
      message: `Enter the points of “${label}” as a whole number from 0`,
    }),
  )
  if (errors.length > 0) return showWeights(visit, { typed, errors })
  const of = (name: keyof Weights): number => Number(typed[name])
  const beside = (['travel', 'known', 'wishes', 'times'] as const).filter((name) => of(name) > 0)
  const stated = await stateWeights(visit.shell, visit.actor, {
    contractRef,
    weights: {
      ...{ price: of('price'), quality: of('quality'), completeness: of('completeness'), start: of('start') },
      ...Object.fromEntries(beside.map((name) => [name, of(name)])),
    },
    reason: typed['reason'] ?? '',
  })
  if (stated.ok)
    return seeOther(`/contracts/${contractRef}`, 'Weights stated. What is sent from now on is ranked by them.')
  const error = refusalError(stated.error)
  return error ? showWeights(visit, { typed, errors: [error] }) : notFound()
}

function refusalError(refusal: WeightsRefusal): FieldError | undefined {
  switch (refusal) {
    case 'no such contract':
    case 'no framework':
      return undefined
    case 'not 100 in all':
      return { field: 'price', message: 'The points must come to 100 in all' }
    case 'no reason':
      return { field: 'reason', message: 'Say where the weights are stated, and why they are entered now' }
  }
}
