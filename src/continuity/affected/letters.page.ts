/** A letter to each person affected, on a sheet of its own; in large print where they need it. */
import { counted } from '#src/base/counted.ts'
import { dayOf, formatDay } from '#src/base/day.ts'
import { type AffectedPerson, PERSON_STATES } from '#src/continuity/affected/affected.ts'
import { recordOf } from '#src/continuity/affected/affected-person.page.ts'
import { searchOf } from '#src/continuity/affected/affected.page.ts'
import { findAffected, listAffected } from '#src/continuity/affected/affected.store.ts'
import { type Letter, letterWords } from '#src/continuity/affected/letter.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { getCouncil } from '#src/councils/index.ts'
import { listPeopleByRef } from '#src/people/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { providerNames } from '#src/providers/index.ts'

/** What is printed at once; of more the list is narrowed first. */
const MOST_LETTERS = 500
const STILL_LISTED = PERSON_STATES.filter((state) => state !== 'left')

/** To everybody whom the list shows. */
export async function printLetters({ shell, actor, params, query }: Visit): Promise<Reply> {
  const search = searchOf(params['ref'] ?? '', query)
  const states = search.states?.length ? search.states : STILL_LISTED
  const found = await shell.read(actor, async (tx) => {
    const { people, total } = await listAffected(tx, { ...search, states, limit: MOST_LETTERS })
    return { total, sheets: await sheetsOf(tx, search.exitRef, people, query) }
  })
  if (!found.sheets) return notFound()
  await shell.noteList(actor, 'letters to people affected by an exit', { ...search, count: found.total })
  const { total, sheets } = found
  const shown = Math.min(total, MOST_LETTERS)
  const title = shown < total ? `The first ${shown} of ${total} letters` : counted(total, 'letter')
  return page({ title, content: html`${sheets}` }, { print: true })
}

/** To one of them. */
export async function printLetter({ shell, actor, params, query }: Visit): Promise<Reply> {
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  if (!Number.isSafeInteger(line)) return notFound()
  const sheets = await shell.view(actor, recordOf(exitRef, line), async (tx) => {
    const person = await findAffected(tx, exitRef, line)
    return person && sheetsOf(tx, exitRef, [person], query)
  })
  return sheets
    ? page({ title: 'Your care provider is changing', content: html`${sheets}` }, { print: true })
    : notFound()
}

async function sheetsOf(
  tx: Read,
  exitRef: string,
  people: readonly AffectedPerson[],
  query: Visit['query'],
): Promise<Html[] | undefined> {
  const exit = await findExit(tx, exitRef)
  if (!exit) return undefined
  const council = await getCouncil(tx)
  const homes = new Map(
    (await listPeopleByRef(tx, [...new Set(people.flatMap(({ personRef }) => personRef ?? []))])).map((one) => [
      one.personRef,
      [...one.addressLines, one.postcode].filter(Boolean),
    ]),
  )
  const names = await providerNames(tx, [
    ...new Set(people.flatMap(({ toOrganisationRef }) => toOrganisationRef ?? [])),
  ])
  const large = query['large'] !== undefined
  return people.map((person) => {
    const to = person.toOrganisationRef === null ? undefined : names.get(person.toOrganisationRef)
    const today = dayOf(tx.now)
    const letter: Letter = { exit, person, from: exit.organisationName, to, council, today }
    return sheet(letter, `${exitRef}-${person.line}`, homes.get(person.personRef ?? '') ?? [], large)
  })
}

function sheet(letter: Letter, ref: string, home: readonly (string | null)[], large: boolean): Html {
  const { person, today } = letter
  const text = (words: Html | string): Html =>
    large ? html`<p class="govuk-body-l">${words}</p>` : html`<p class="govuk-body">${words}</p>`
  const lines = [person.name, ...home]
  return html`<section class="almoner-letter">${text(html`${lines.map((line, at) => html`${at > 0 && html`<br>`}${line}`)}`)}${text(formatDay(today))}<h2 class="${large ? 'govuk-heading-l' : 'govuk-heading-m'}">Your care provider is changing</h2>${letterWords(letter).map((words) => text(words))}${text(html`${letter.council.name}<br>Our reference: ${ref}`)}</section>`
}
