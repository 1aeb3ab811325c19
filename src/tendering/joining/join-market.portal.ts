import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { readDay, typedDay } from '#src/platform/pages/form.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { type FileRefusal, keepFile } from '#src/tendering/documents/file-commands.ts'
import {
  beginApplication,
  giveEvidence,
  sendToCouncil,
  takeEvidenceBack,
  withdrawApplication,
} from '#src/tendering/joining/join-commands.ts'
import { ownMarketPage, type TypedEvidence } from '#src/tendering/markets/markets.portal.ts'

export const EVIDENCE_BYTES = 20_000_000

const refOf = ({ params }: Visit): string => (params['ref'] ?? '').toUpperCase()
const textOf = (form: Visit['form'], name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

export async function postApply(visit: Visit): Promise<Reply> {
  const { actor, shell } = visit
  const marketRef = refOf(visit)
  const begun = await beginApplication(shell, actor, marketRef)
  if (!begun.ok && (begun.error === 'no such market' || begun.error === 'not a provider')) return notFound()
  return seeOther(
    `/portal/markets/${marketRef}`,
    begun.ok ? 'Your application is begun. It is not sent yet' : undefined,
  )
}

const FAULTS = {
  'no such condition': { field: 'condition', message: 'Choose what it is evidence of' },
  'no evidence is asked for': { field: 'condition', message: 'No file is asked for this condition' },
  'the day it ends is missing': { field: 'expiresOn', message: 'Enter the day on which the insurance ends' },
  'it has ended already': { field: 'expiresOn', message: 'It has ended already. Send what follows it' },
  'neither member nor applicant': { field: 'condition', message: 'Apply to join first' },
} as const satisfies Record<string, FieldError>

const FILE_FAULTS: Record<FileRefusal, string> = {
  'the file is empty': 'Choose the file',
  'the file is too large': 'Choose a file of 50 MB or less',
  'the file is of another kind':
    'Choose a PDF, Word, Excel or text file without macros. Save it as a PDF if it is of another kind',
}

export async function postEvidence(visit: Visit): Promise<Reply> {
  const { actor, shell, form, files } = visit
  const marketRef = refOf(visit)
  const typed: TypedEvidence = {
    ...{ condition: textOf(form, 'condition'), words: textOf(form, 'words').slice(0, 500) },
    expiresOn: typedDay(form, 'expiresOn'),
  }
  const again = (error: FieldError) => ownMarketPage(visit, typed, [error])
  const file = files['file']
  const day = readDay(form, 'expiresOn')
  if (!day.ok && day.error === 'no such day')
    return again({ field: 'expiresOn', message: 'Enter a real day, or leave it empty' })
  if (!file) return again({ field: 'file', message: FILE_FAULTS['the file is empty'] })
  const taken = await keepFile(shell, file)
  if (!taken.ok) return again({ field: 'file', message: FILE_FAULTS[taken.error] })
  const { filename: fileName, bytes, sha256 } = taken.value
  const given = await giveEvidence(shell, actor, {
    ...{ marketRef, fileName, sha256, bytes, condition: typed.condition, words: typed.words },
    expiresOn: day.ok ? day.value : null,
  })
  if (given.ok) return seeOther(`/portal/markets/${marketRef}`, 'The evidence is with the council')
  return given.error === 'no such market' ? notFound() : again(FAULTS[given.error])
}

export async function postTakeBack(visit: Visit): Promise<Reply> {
  const taken = await takeEvidenceBack(visit.shell, visit.actor, refOf(visit))
  if (taken.ok) return seeOther(`/portal/markets/${taken.value}`, 'The evidence is taken back')
  return taken.error === 'no such evidence' ? notFound() : seeOther('/portal/markets')
}

export async function postSend(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const marketRef = refOf(visit)
  const sent = await sendToCouncil(shell, actor, {
    ...{ applicationRef: textOf(form, 'application'), lots: chosen(form, 'lots') },
  })
  if (sent.ok) return seeOther(`/portal/markets/${marketRef}`, 'Your application is sent')
  if (sent.error === 'no such application') return notFound()
  const message = {
    'no lots': 'Choose at least one lot',
    'it was sent': 'It was sent already',
    'it is not open': 'This list has ended',
    'evidence is missing': 'Give the evidence that is missing first',
  }[sent.error]
  return ownMarketPage(visit, undefined, [{ field: 'lots', message }])
}

export async function postWithdraw(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const withdrawn = await withdrawApplication(shell, actor, textOf(form, 'application'))
  if (!withdrawn.ok && withdrawn.error === 'no such application') return notFound()
  return seeOther(`/portal/markets/${refOf(visit)}`, withdrawn.ok ? 'Your application is withdrawn' : undefined)
}
