import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { WaitingListFact } from '#src/brokerage/waiting-list/facts.ts'
import type { Words } from '#src/platform/panels.ts'

type Data<T extends WaitingListFact['type']> = Extract<WaitingListFact, { type: T }>['data']

const people = (count: number): string => (count === 1 ? 'one person' : `${count} people`)

export const waitingListWords: Words = {
  'brokerage.plan-asked': ({ people: many }: Data<'brokerage.plan-asked'>) =>
    `Joint plan asked for, for ${people(many)}`,
  'brokerage.plan-made': ({ people: many, placed, weeklyPence }: Data<'brokerage.plan-made'>) =>
    `Joint plan made: ${placed} of ${people(many)} placed, at ${formatPence(weeklyPence)} a week`,
  'brokerage.plan-begun': () => 'Joint plan begun',
  'brokerage.plan-goes-on': ({ rounds }: Data<'brokerage.plan-goes-on'>) =>
    `Joint plan still being made, ${rounds === 1 ? 'one round' : `${rounds} rounds`} so far`,
  'brokerage.plan-stopped': () => 'Joint plan stopped',
  'brokerage.plan-failed': ({ failure }: Data<'brokerage.plan-failed'>) => `Joint plan not made: ${failure}`,
  'brokerage.plan-accepted': ({ organisationName, planRef }: Data<'brokerage.plan-accepted'>) =>
    `${organisationName} asked, as plan ${planRef} proposes`,
  'brokerage.plan-locked': ({ organisationName }: Data<'brokerage.plan-locked'>) =>
    `Kept with ${organisationName} in the next joint plan`,
  'brokerage.out-of-area-agreed': ({ saidAs, saidOn }: Data<'brokerage.out-of-area-agreed'>) =>
    `Care from outside the zone agreed to${saidAs === 'acting' ? ' by who acts for the person' : ''} on ${formatDay(saidOn)}`,
  'brokerage.placed-together': ({ packageRef, withRef }: Data<'brokerage.placed-together'>) =>
    `${packageRef} and ${withRef} are placed together in joint plans`,
  'brokerage.placed-apart': () => 'Placed on its own in joint plans',
  'brokerage.plan-unlocked': () => 'Free again in the next joint plan',
}
