/** Whom somebody stays together with: set and parted. */
import { showAffected } from '#src/continuity/affected/affected-person.page.ts'
import { isClosed, type AffectedPerson } from '#src/continuity/affected/affected.ts'
import { listAffected } from '#src/continuity/affected/affected.store.ts'
import { keepTogether, partPeople, type TogetherRefusal } from '#src/continuity/affected/together-commands.ts'
import { notDone, notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { typedText } from '#src/platform/pages/queue.ts'

const WORDS: Readonly<Record<Exclude<TogetherRefusal, 'no such person'>, string>> = {
  'the same person': 'Enter another person than this one',
  'not in this state': 'One of them has settled or left the list',
  'together already': 'They stay together already',
}

const MOST_LOOKED_AT = 20

/** The one person of the exit whom a name or reference means. */
async function personTyped(
  { shell, actor }: Visit,
  exitRef: string,
  words: string,
): Promise<AffectedPerson | undefined> {
  if (words === '') return undefined
  const { people } = await shell.read(actor, (tx) => listAffected(tx, { exitRef, words, limit: MOST_LOOKED_AT }))
  const exact = people.filter(({ name, personRef, packageRef }) =>
    [name, personRef, packageRef].some((one) => one?.toLowerCase() === words.toLowerCase()),
  )
  const found = (exact.length > 0 ? exact : people).filter((one) => !isClosed(one))
  return found.length === 1 ? found[0] : undefined
}

export async function postTogether(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  const typed = typedText(form, 'with').trim()
  const again = (message: string): Promise<Reply> => showAffected(visit, [{ field: 'with', message }], { with: typed })
  const other = await personTyped(visit, exitRef, typed)
  if (!other)
    return again('Nobody of this exit is called so, or more than one is. Write the whole name or the reference')
  const kept = await keepTogether(shell, actor, { exitRef, line, withLine: other.line })
  if (kept.ok) return seeOther(`/exits/${exitRef}/people/${line}`, `They stay together with ${other.name}`)
  return kept.error === 'no such person' ? notFound() : again(WORDS[kept.error])
}

export async function postPart({ shell, actor, params }: Visit): Promise<Reply> {
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  const parted = await partPeople(shell, actor, { exitRef, line })
  if (!parted.ok && parted.error === 'no such person') return notFound()
  return parted.ok
    ? seeOther(`/exits/${exitRef}/people/${line}`, 'Each may move to another provider')
    : notDone(`/exits/${exitRef}/people/${line}`, 'They stay together with nobody')
}
