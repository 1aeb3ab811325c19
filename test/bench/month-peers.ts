/** What a month is measured beside, in the same database: the bare COPY of what it posted, and plain SQL for the same work. */
import type { Engine } from '#src/platform/engine.ts'
import { timed, type Times } from '#test/bench/times.ts'

/** What a run posts; the copies have the same columns, indexes and checks. */
const POSTED = ['line', 'statement', 'posting', 'posting_line'] as const

const run = (engine: Engine, text: string) => engine.session((session) => session.script(text))

const copiesIn = (schema: string): string =>
  `create schema ${schema};
  ${POSTED.map((table) => `create table ${schema}.${table} (like payments.${table} including all);`).join('\n')}`

/** How long the server itself takes to copy the posted rows, from files of its own, into tables like theirs. */
export async function copyPosted(engine: Engine, folder: string): Promise<{ rows: number; times: Times }> {
  await run(engine, copiesIn('copied'))
  for (const table of POSTED) await run(engine, `copy payments.${table} to '${folder}/${table}'`)
  await run(engine, 'checkpoint')
  const [times, rows] = await timed(engine, async () => {
    let count = 0
    for (const table of POSTED) count += (await run(engine, `copy copied.${table} from '${folder}/${table}'`)).affected
    return count
  })
  return { rows, times }
}

/** The same policy as the council's standard: two hours, the nearest visit first. */
const WINDOW = `interval '2 hours'`

const MATCH = [
  `create table staged.matched as
    select v.day, v.visit_ref, l.log_ref, l.in_at, l.out_at
    from visits.call_log l join visits.visit v on v.council_id = l.council_id and v.visit_ref = l.visit_ref
    where l.visit_ref is not null
    union all
    (select distinct on (l.log_ref) v.day, v.visit_ref, l.log_ref, l.in_at, l.out_at
    from visits.call_log l join visits.visit v on v.council_id = l.council_id and v.person_ref = l.person_ref
      and v.start_at between l.in_at - ${WINDOW} and l.in_at + ${WINDOW}
    where l.visit_ref is null
    order by l.log_ref, abs(extract(epoch from v.start_at - l.in_at)))`,
  `analyze staged.matched`,
  `create table staged.worked as
    select day, visit_ref, count(*)::int as came, max(in_at) as from_at, case when bool_and(out_at is not null) then min(out_at) end as to_at
    from staged.matched group by day, visit_ref`,
  `analyze staged.worked`,
]

const PRICED = `
  select v.*, w.came, w.to_at, floor((floor(extract(epoch from greatest(w.to_at, w.from_at) - w.from_at)) + 30) / 60)::int as actual,
    case when extract(isodow from v.day) > 5 then case v.zone when 'rural' then 2544 else 2380 end
      else case v.zone when 'rural' then 2312 else 2164 end end as price
  from visits.visit v left join staged.worked w on w.day = v.day and w.visit_ref = v.visit_ref`

const PAYABLE = `
  select *, case when came is null then 0 when card_ref = 'HC-CAP' then least(actual, minutes) else 15 * ((actual + 7) / 15) end as payable
  from (${PRICED}) p where came is null or to_at is not null`

const words = (count: string) => `case ${count} when 1 then '1 minute' else ${count} || ' minutes' end`

const POST = [
  `insert into staged.line
    select council_id, day, visit_ref, 'PR-1001', organisation_ref, person_ref, package_ref, contract_ref, card_ref,
      date '2026-04-06', start_at, case when came is null then 'missed' when came < workers then 'one_worker' else 'paid' end,
      minutes, case when came is not null then actual end, payable, coalesce(came, 0), case when came is not null then price end,
      case when came is null then 0 else (price * payable * came * 2 + 60) / 120 end,
      case when came is null then 'Not paid: nobody logged in for this visit.' else 'Paid ' || ${words('payable')}
        || case when came < workers then ' for one worker of two' when came = 2 then ' for two workers' else '' end
        || ': ' || actual || ' worked' || case when came = 2 then ' together' else '' end
        || case card_ref when 'HC-CAP' then ', the minutes worked are paid up to the ' || minutes || ' planned.'
          else ', 15-minute bands to the nearest.' end end
    from (${PAYABLE}) p`,
  `analyze staged.line`,
  `insert into staged.statement (council_id, statement_ref, pay_run_ref, organisation_ref, from_day, to_day, approved_at,
      visits, missed, one_worker, payable_minutes, amount_pence)
    select council_id, 'ST-' || organisation_ref, pay_run_ref, organisation_ref, min(day), max(day) + 1, now(), count(*),
      count(*) filter (where outcome = 'missed'), count(*) filter (where outcome = 'one_worker'), sum(payable_minutes), sum(amount_pence)
    from staged.line group by 1, 2, 3, 4`,
  `insert into staged.posting select council_id, statement_ref, 'statement', statement_ref, to_day, now(), amount_pence from staged.statement`,
  `insert into staged.posting_line
    select council_id, 'ST-' || organisation_ref, row_number() over (partition by organisation_ref), 'statement', max(day), leg.account, organisation_ref,
      contract_ref, package_ref, 'uncoded', pay_run_ref, greatest(sum(amount_pence) * leg.sign, 0), greatest(-sum(amount_pence) * leg.sign, 0), 'ST-' || organisation_ref
    from staged.line cross join (values ('expenditure', 1), ('reserve', 1), ('commitment', -1), ('creditor', -1)) as leg(account, sign)
    group by council_id, organisation_ref, contract_ref, package_ref, pay_run_ref, leg.account, leg.sign
    having sum(amount_pence) <> 0`,
]

/** How long plain SQL takes, a statement after another, to match, price, total and post the same visits. */
export async function runStaged(engine: Engine): Promise<Times> {
  await run(engine, copiesIn('staged'))
  await run(engine, 'checkpoint')
  const [times] = await timed(engine, async () => {
    for (const statement of [...MATCH, ...POST]) await run(engine, statement)
  })
  return times
}

/** @throws where plain SQL came to other lines than the product: then one of the two did less than its work. */
export async function compareLines(engine: Engine): Promise<void> {
  const line = 'day, visit_ref, outcome, actual_minutes, workers_paid, amount_pence, reason'
  const { rows } = await run(
    engine,
    `select * from (select 'posted' as by, ${line} from payments.line union all select 'plain', ${line} from staged.line) lines
      where (${line}) in (select ${line} from (select ${line} from payments.line union all select ${line} from staged.line) pairs
        group by ${line} having count(*) <> 2) limit 4`,
  )
  if (rows.length > 0) throw new Error(`the product and plain SQL differ: ${JSON.stringify(rows)}`)
}
