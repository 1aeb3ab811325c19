/** The files of a bid, behind the same declaration as what the bid says. */
import type { Read } from '#src/platform/database.ts'
import { notFound, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { openFile } from '#src/platform/seal.ts'
import { findOpenedFile } from '#src/tendering/bids/opening.store.ts'
import { listAssessors, readEvaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { refOf, unreadReply } from '#src/tendering/evaluation/frame.page.ts'

export const unreadOf = async (tx: Read, visit: Visit): Promise<Reply | undefined> =>
  unreadReply(visit, await listAssessors(tx, refOf(visit)))

type OpenedFile = NonNullable<Awaited<ReturnType<typeof findOpenedFile>>>

const fileReply = ({ shell }: Visit, file: OpenedFile, name: string): Reply => ({
  ...{ reply: 'file', name, type: file.type },
  body: openFile(shell.files.open(file.kept), file),
})

/** A file of an opened bid, decrypted as it goes by; who took it is on the access log. */
export async function downloadBidFile(visit: Visit): Promise<Reply> {
  const { shell, actor, params } = visit
  const bidRef = params['bid'] ?? ''
  const { unread, file } = await shell.view(actor, `bid:${bidRef}`, async (tx) => ({
    unread: await unreadOf(tx, visit),
    file: await findOpenedFile(tx, refOf(visit), bidRef, Number(params['file'])),
  }))
  if (unread) return unread
  return file ? fileReply(visit, file, file.name) : notFound()
}

/** A file to an answer that the assessor marks: its own name could tell whose it is, so it has a number. */
export async function downloadAnswerFile(visit: Visit): Promise<Reply> {
  const { shell, actor, params } = visit
  const tenderRef = refOf(visit)
  return shell.view(actor, `tender:${tenderRef}`, async (tx) => {
    const evaluated = await readEvaluated(tx, tenderRef)
    if (!evaluated) return notFound()
    const unread = unreadReply(visit, evaluated.assessors)
    if (unread) return unread
    const me = evaluated.assessors.find(({ officerRef }) => officerRef === actor.id)
    const bid = evaluated.bids.find(({ bidRef }) => String(evaluated.numbers.get(bidRef)) === params['number'])
    const file = bid && (await findOpenedFile(tx, tenderRef, bid.bidRef, Number(params['file'])))
    if (!file || !me?.questions.includes(file.about)) return notFound()
    const ending = /\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0] ?? ''
    return fileReply(visit, file, `${tenderRef}-bidder-${params['number']}-file-${file.file}${ending}`)
  })
}
