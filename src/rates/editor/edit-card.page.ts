/** A rate card edited on a page, from a version or as a new card. What is saved is a proposal: another officer approves it. */
import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { listZones } from '#src/councils/index.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  type Choice,
  dayField,
  hiddenField,
  postForm,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import type { CardRefusal } from '#src/rates/commands.ts'
import { cardFields, type TypedCard, typedCard, withMore } from '#src/rates/editor/card-fields.page.ts'
import { cardOfForm } from '#src/rates/editor/card-form.ts'
import { termsOfCard } from '#src/rates/editor/card-terms.ts'
import { type CardFile, type Grid, gridOfCard, withColumn, withRow } from '#src/rates/editor/price-grid.ts'
import { proposeCard } from '#src/rates/proposals/proposal-commands.ts'
import { proposalPath } from '#src/rates/proposals/waiting.page.ts'
import { cardExists, listVersions, type StoredCard } from '#src/rates/rate-card.store.ts'

export const cardPath = (cardRef: string): string => `/rate-cards/${encodeURIComponent(cardRef)}`

export const crumbs = (cardRef: string, last: string) => [
  { text: 'Contracts', href: '/contracts' },
  { text: 'Rate cards', href: '/rate-cards' },
  { text: cardRef, href: cardPath(cardRef) },
  { text: last },
]

/** The version asked for, else the one that holds today, else the next. */
async function findVersionOf(
  { actor, shell }: Visit,
  cardRef: string,
  asked: string | undefined,
): Promise<StoredCard | undefined> {
  const versions = await shell.read(actor, (tx) => listVersions(tx, cardRef))
  const today = dayOf(shell.now())
  return (
    versions.find((version) => version.from === asked) ??
    versions.find((version) => version.from <= today) ??
    versions.at(0)
  )
}

/** The version that is edited. */
export const findVersion = (visit: Visit): Promise<StoredCard | undefined> =>
  findVersionOf(visit, visit.params['ref'] ?? '', chosen(visit.form, 'base')[0] ?? chosen(visit.query, 'from')[0])

type Typed = TypedCard & {
  /** Of a new card: the short name by which contracts and packages know it. */
  readonly cardRef: string
  readonly name: string
  readonly from: Day | TypedDay | undefined
  readonly reason: string
}

/** A version of a card that there is, or a new card, made like another or from nothing. */
type Edited =
  | { readonly kind: 'version'; readonly stored: StoredCard }
  | { readonly kind: 'new'; readonly like: StoredCard | undefined }

const baseOf = (edited: Edited): StoredCard | undefined => (edited.kind === 'version' ? edited.stored : edited.like)

const EMPTY: Grid = withColumn(withRow({ columns: [], rows: [] }))

/** The fields as a card has them; the grid is another's where prices were imported. */
function startFrom(edited: Edited, grid?: Grid): Typed {
  const base = baseOf(edited)
  const file: CardFile = (base?.card as CardFile | undefined) ?? {}
  return {
    cardRef: '',
    name: edited.kind === 'version' ? edited.stored.name : '',
    from: undefined,
    reason: '',
    grid: grid ?? (base ? gridOfCard(file) : EMPTY),
    terms: termsOfCard(file),
  }
}

export async function editCard(visit: Visit, grid?: Grid): Promise<Reply> {
  const stored = await findVersion(visit)
  if (!stored) return notFound()
  const edited: Edited = { kind: 'version', stored }
  return formPage(visit, edited, startFrom(edited, grid))
}

async function findLike(visit: Visit): Promise<Edited | undefined> {
  const cardRef = chosen(visit.form, 'like')[0] ?? chosen(visit.query, 'like')[0] ?? ''
  if (cardRef === '') return { kind: 'new', like: undefined }
  const like = await findVersionOf(visit, cardRef, undefined)
  return like && { kind: 'new', like }
}

export async function startCard(visit: Visit): Promise<Reply> {
  const edited = await findLike(visit)
  return edited ? formPage(visit, edited, startFrom(edited)) : notFound()
}

/** The form with the council's zones to choose from. */
async function formPage(
  { actor, shell, csrf }: Visit,
  edited: Edited,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const zones = await shell.read(actor, listZones)
  const choices = zones.map(({ zone, name }) => ({ value: zone, text: name }))
  return page(editForm(edited, typed, { csrf, zones: choices, errors }), { status: errors.length > 0 ? 400 : 200 })
}

type About = { readonly csrf: string; readonly zones: readonly Choice[]; readonly errors: readonly FieldError[] }

function editForm(edited: Edited, typed: Typed, { csrf, zones, errors }: About): Page {
  const shape = edited.kind === 'version' ? versionShape(edited.stored) : newShape(edited.like)
  const { intro, action, save, cancel, hidden, ...about } = shape
  return {
    ...about,
    section: 'contracts',
    wide: true,
    errors,
    content: postForm({
      action,
      csrf,
      content: html`
        <p class="govuk-body">${intro}</p>
        ${hiddenField(hidden.name, hidden.value)}
        ${edited.kind === 'new' && textField({ name: 'cardRef', label: 'Short name', hint: 'For example HC-NORTH. It stays; versions come and go', value: typed.cardRef, width: 10, errors })}
        ${textField({ name: 'name', label: 'Name', value: typed.name, width: 30, errors })}
        ${dayField({ name: 'from', label: edited.kind === 'new' ? 'First day' : 'First day of the new version', ...(typed.from === undefined ? {} : { value: typed.from }), errors })}
        ${cardFields(typed, { errors, action, zones })}
        ${textareaField({ name: 'reason', label: 'Why, if days that have passed or a version with an end change (optional)', hint: 'Visits of those days that are paid already are rated again.', rows: 2, value: typed.reason, errors })}
        ${submit(save, { href: cancel })}`,
    }),
  }
}

const versionShape = ({ cardRef, from }: StoredCard) => ({
  title: `Edit the prices of ${cardRef}`,
  breadcrumbs: crumbs(cardRef, 'Edit prices'),
  actions: [
    {
      text: 'Import from a spreadsheet',
      kind: 'secondary' as const,
      href: `${cardPath(cardRef)}/import?from=${from}`,
    },
  ],
  intro: `You start from the version of ${formatDay(from)}. Saving proposes a new version; the one before stays as it was.`,
  action: `${cardPath(cardRef)}/edit`,
  save: 'Save as a new version',
  cancel: `${cardPath(cardRef)}?from=${from}`,
  hidden: { name: 'base', value: from },
})

const newShape = (like: StoredCard | undefined) => ({
  title: 'Add a rate card',
  breadcrumbs: [
    { text: 'Contracts', href: '/contracts' },
    { text: 'Rate cards', href: '/rate-cards' },
    { text: 'Add', href: '/rate-cards/add' },
    { text: like ? `Like ${like.cardRef}` : 'From nothing' },
  ],
  intro: like
    ? `It starts with all that ${like.name} says from ${formatDay(like.from)}. Change what is other.`
    : 'Name the services, zones, days and times that have a price, and what else is paid.',
  action: '/rate-cards/new',
  save: 'Propose the rate card',
  cancel: '/rate-cards/add',
  hidden: { name: 'like', value: like?.cardRef ?? '' },
})

export async function postCard(visit: Visit): Promise<Reply> {
  const stored = await findVersion(visit)
  return stored ? saveCard(visit, { kind: 'version', stored }) : notFound()
}

export async function postNewCard(visit: Visit): Promise<Reply> {
  const edited = await findLike(visit)
  return edited ? saveCard(visit, edited) : notFound()
}

async function saveCard(visit: Visit, edited: Edited): Promise<Reply> {
  const { actor, shell, form } = visit
  const text = (name: string): string => typedText(form, name).trim()
  const typed: Typed = {
    ...{ cardRef: text('cardRef'), name: text('name'), reason: text('reason') },
    ...{ from: typedDay(form, 'from'), ...typedCard(form) },
  }
  const more = withMore(typed, text('do'))
  if (more) return formPage(visit, edited, { ...typed, ...more })
  const again = (errors: readonly FieldError[]) => formPage(visit, edited, typed, errors)
  const from = readDay(form, 'from')
  const cardRef = edited.kind === 'version' ? edited.stored.cardRef : typed.cardRef
  // Where no day was typed, any: what else is wrong is told all the same.
  const head = { card: cardRef || 'new', from: from.ok ? from.value : dayOf(shell.now()), to: null }
  const made = cardOfForm(head, typed)
  const isTaken = edited.kind === 'new' && (await shell.read(actor, (tx) => cardExists(tx, cardRef)))
  const errors: FieldError[] = [
    ...(cardRef === '' ? [{ field: 'cardRef', message: 'Enter a short name, for example HC-NORTH' }] : []),
    ...(isTaken
      ? [
          {
            field: 'cardRef',
            message: `There is a rate card ${cardRef} already. Edit its prices, or enter another name`,
          },
        ]
      : []),
    ...(typed.name === '' ? [{ field: 'name', message: 'Enter a name for the rate card' }] : []),
    ...(from.ok ? [] : [{ field: 'from', message: 'Enter the first day, for example 6 4 2027' }]),
    ...(made.ok ? [] : made.error),
  ]
  if (errors.length > 0 || !made.ok) return again(errors)
  const file = JSON.stringify(made.value.file, null, 1)
  const proposed = await proposeCard(shell, actor, { name: typed.name, text: file, reason: typed.reason })
  if (!proposed.ok) return again(refusalErrors(proposed.error))
  return seeOther(proposalPath(proposed.value.proposalRef), 'Proposed. Another officer approves the prices.')
}

/** What the books say against a version, at the field that cures it. */
function refusalErrors(refusal: CardRefusal): FieldError[] {
  switch (refusal.why) {
    case 'another version holds then':
      return [
        {
          field: 'from',
          message:
            'Another version of this card holds on some of these days. Choose a later day, or say why if the new version is to stand in its place',
        },
      ]
    case 'days that have passed need a reason':
      return [{ field: 'reason', message: 'Enter why prices of days that have passed change' }]
    case 'the card has faults':
      return refusal.faults.slice(0, 20).map(({ text }) => ({ field: 'from', message: text }))
  }
}
