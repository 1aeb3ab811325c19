import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { type AskRefusal, MOST_WORDS } from '#src/tendering/clarifications/clarification.ts'
import { askClarification } from '#src/tendering/clarifications/clarification-commands.ts'
import { ownTenderPage } from '#src/tendering/tenders/tenders.portal.ts'

const REFUSALS: Readonly<Record<AskRefusal, FieldError>> = {
  'no words': { field: 'words', message: 'Enter your question' },
  'too many words': { field: 'words', message: `Use ${MOST_WORDS} words at most, or ask several questions` },
  'the time for questions has ended': { field: 'words', message: 'The time for questions has ended. Nothing was sent' },
  'the tender has ended': { field: 'words', message: 'This tender has ended. Nothing was sent' },
}

export async function postQuestion(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const tenderRef = params['ref'] ?? ''
  const words = String(form['words'] ?? '')
  const asked = await askClarification(shell, actor, { tenderRef, words })
  if (asked.ok)
    return seeOther(`/portal/tenders/${tenderRef}`, `Your question ${asked.value.clarificationRef} is sent.`)
  if (asked.error === 'no such tender') return notFound()
  return ownTenderPage(visit, words, [REFUSALS[asked.error]])
}
