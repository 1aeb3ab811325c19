import { nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { CardProposal } from '#src/rates/proposals/proposal.ts'

const PROPOSAL = sql`proposal_ref as "proposalRef", card_ref as "cardRef", name, from_day as "from", card_text as text, reason, state,
  made_by as "madeBy", made_by_name as "madeByName", made_at as "madeAt", settled_by_name as "settledByName", settled_at as "settledAt",
  settled_why as "settledWhy"`

export async function findProposal(tx: Read, proposalRef: string): Promise<CardProposal | undefined> {
  const [found] = await rows(
    tx,
    sql<CardProposal>`select ${PROPOSAL} from rates.proposed_card where council_id = ${tx.council} and proposal_ref = ${proposalRef}`,
  )
  return found
}

export async function lockProposal(tx: Write, proposalRef: string): Promise<CardProposal | undefined> {
  const [found] = await rows(
    tx,
    sql<CardProposal>`select ${PROPOSAL} from rates.proposed_card
      where council_id = ${tx.council} and proposal_ref = ${proposalRef} for update`,
  )
  return found
}

const MOST_SHOWN = 60

const REFUSED_SHOWN_DAYS = 28

/** Those that wait for a second officer, the oldest first, then those that were refused lately: who proposed them proposes anew. */
export const listOpenProposals = (tx: Read): Promise<CardProposal[]> =>
  rows(
    tx,
    sql<CardProposal>`select ${PROPOSAL} from rates.proposed_card where council_id = ${tx.council} and (state = 'proposed'
        or (state = 'refused' and settled_at > ${tx.now.subtract({ hours: REFUSED_SHOWN_DAYS * 24 })}))
      order by state, made_at, proposal_ref limit ${MOST_SHOWN}`,
  )

export const insertProposal = (
  tx: Write,
  one: Pick<CardProposal, 'proposalRef' | 'cardRef' | 'name' | 'from' | 'text' | 'reason'>,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into rates.proposed_card (council_id, proposal_ref, card_ref, name, from_day, card_text, reason, state, made_by, made_by_name, made_at)
      values (${tx.council}, ${one.proposalRef}, ${one.cardRef}, ${one.name}, ${one.from}, ${one.text}, ${one.reason}, 'proposed',
        ${personBehind(tx.actor)}, ${nameWithPerson(tx.actor)}, ${tx.now})`,
  )

export const saveSettledCard = (
  tx: Write,
  proposalRef: string,
  state: 'approved' | 'refused',
  why: string | null,
): Promise<unknown> =>
  rows(
    tx,
    sql`update rates.proposed_card set state = ${state}, settled_by_name = ${nameWithPerson(tx.actor)}, settled_at = ${tx.now}, settled_why = ${why}
      where council_id = ${tx.council} and proposal_ref = ${proposalRef}`,
  )
