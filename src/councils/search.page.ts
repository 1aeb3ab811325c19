import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { Found, House, SearchSource } from '#src/platform/panels.ts'
import { html } from '#src/platform/pages/html.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { searchResults } from '#src/platform/pages/work.ts'

const MOST_OF_A_KIND = 10
const LONGEST_WORDS = 100

const fitting = ({ search }: House, ref: string): SearchSource[] =>
  search.filter(({ reference }) => reference.test(ref))

/** What a reader may find for some words. */
async function findIn(sources: readonly SearchSource[], tx: Read, actor: Actor, words: string): Promise<Found[]> {
  const found: Found[] = []
  for (const source of sources)
    if (may(actor, source.grant)) found.push(...(await source.find(tx, words, MOST_OF_A_KIND)))
  return found
}

const endsWithRef = (found: Found, ref: string): boolean =>
  decodeURIComponent(found.href.split('/').at(-1) ?? '').toUpperCase() === ref.toUpperCase()

/** The record that has exactly this reference. */
export const directHit = async (house: House, tx: Read, actor: Actor, ref: string): Promise<Found | undefined> =>
  (await findIn(fitting(house, ref), tx, actor, ref)).find((found) => endsWithRef(found, ref))

/** By reference, name or postcode; a reference leads straight to its record. */
export async function showSearch({ actor, shell, query }: Visit, house: House): Promise<Reply> {
  const words = (chosen(query, 'words')[0] ?? typedText(query, 'q')).slice(0, LONGEST_WORDS)
  if (words === '') {
    return page({
      title: 'Search',
      breadcrumbs: [{ text: 'Search' }],
      content: html`<p class="govuk-body">Type a reference such as PK-1001, a name or a postcode in the box at the top of the page.</p>`,
    })
  }
  const found = await shell.read(actor, (tx) => findIn(house.search, tx, actor, words))
  await shell.noteList(actor, 'search', { words, found: found.length })
  const hit = found.find((each) => endsWithRef(each, words))
  if (hit) return seeOther(hit.href)
  const kinds = [...Map.groupBy(found, ({ kind }) => kind)]
  return page({
    title: `Search results for “${words}”`,
    breadcrumbs: [{ text: 'Search' }],
    content:
      found.length === 0
        ? searchResults([])
        : html`${kinds.map(([kind, some]) => section(`${kind} (${some.length === MOST_OF_A_KIND ? `first ${some.length}` : some.length})`, searchResults(some)))}`,
  })
}
