import { dayOf } from '#src/base/day.ts'
import { type Listener, listen } from '#src/platform/command.ts'
import type { AwardFact } from '#src/tendering/awards/facts.ts'
import { readEvaluated, readEvidence } from '#src/tendering/evaluation/evaluation.store.ts'
import { outcomeOf } from '#src/tendering/evaluation/outcome.ts'
import { howItStood } from '#src/tendering/lot-measures/lot-measure.ts'
import { insertLotMeasure } from '#src/tendering/lot-measures/lot-measure.store.ts'

/** Keeps how each award stood beside the other bids, for the report on fairness. */
export const lotMeasureListeners: readonly Listener[] = [
  listen<AwardFact, 'tendering.award-decided'>('tendering.award-decided', async (tx, { data }) => {
    const evaluated = await readEvaluated(tx, data.tenderRef)
    if (!evaluated || evaluated.bids.length === 0) return
    const { lots } = outcomeOf(await readEvidence(tx, evaluated))
    const qualityWeight = 100 - evaluated.spec.price.weight
    for (const { lot, organisationRefs } of data.lots) {
      const outcome = lots.find((one) => one.lot.lot === lot)
      for (const organisationRef of organisationRefs) {
        const stood = outcome && howItStood(outcome.ranking, organisationRef, qualityWeight)
        if (!stood) continue
        await insertLotMeasure(tx, {
          ...{ awardRef: data.awardRef, tenderRef: data.tenderRef, lot, organisationRef, ...stood },
          ...{ decidedDay: dayOf(tx.now), decidedByName: tx.actor.name },
        })
      }
    }
  }),
]
