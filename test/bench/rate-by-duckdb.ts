/** The month of generate-month.ts rated by DuckDB, for comparison: it checks nothing that the month does not break. */
import { DuckDBInstance } from '@duckdb/node-api'

const [planned, log, out] = process.argv.slice(2)
if (!planned || !log || !out) throw new Error('usage: rate-by-duckdb.ts PLANNED LOG OUT')

const text = (path: string): string => `'${path.replaceAll("'", "''")}'`

/** September lies in summer time, so that London is an hour ahead throughout. */
const SQL = `
copy (
  with planned as (
    select visit_ref, zone, start, minutes, coalesce(workers, 1) as workers
    from read_csv(${text(planned)}, header = true, columns = {
      visit_ref: 'varchar', person_ref: 'varchar', provider_ref: 'varchar', contract_ref: 'varchar', service: 'varchar',
      zone: 'varchar', start: 'timestamp', minutes: 'integer', workers: 'integer', time_critical: 'varchar' })
  ), log as (
    select visit_ref, in_at, out_at
    from read_csv(${text(log)}, header = true, columns = {
      log_ref: 'varchar', visit_ref: 'varchar', person_ref: 'varchar', worker_ref: 'varchar', in_at: 'timestamp',
      out_at: 'timestamp', in_source: 'varchar', out_source: 'varchar', reason_code: 'varchar' })
  ), attended as (
    select visit_ref, count(*) as came, count(out_at) as outs, max(in_at) as latest_in, min(out_at) as earliest_out
    from log group by visit_ref
  ), worked as (
    select planned.*, came, coalesce(came, 0) as seats,
      case when came = outs then greatest(0, (epoch(earliest_out)::bigint - epoch(latest_in)::bigint + 30) // 60) end as actual,
      case zone when 'rural' then if(isodow(start + interval 1 hour) >= 6, 2544, 2312)
        else if(isodow(start + interval 1 hour) >= 6, 2380, 2164) end as hourly
    from planned left join attended using (visit_ref)
  ), rated as (
    select *, 15 * ((actual + 7) // 15) as payable,
      case when seats = 0 then 'missed' when actual is null then 'query' when seats < workers then 'one_worker' else 'paid' end
        as outcome
    from worked
  )
  select visit_ref, outcome, minutes as planned_minutes, actual as actual_minutes, coalesce(payable, 0) as payable_minutes,
    if(actual is null, 0, seats) as workers_paid, if(actual is null, null, hourly) as pence_per_hour,
    coalesce((hourly * payable * seats * 2 + 60) // 120, 0) as amount_pence,
    case outcome
      when 'missed' then 'Not paid: nobody logged in for this visit.'
      when 'query' then 'Not paid yet: a log-out is missing, so the visit is queried.'
      else 'Paid ' || payable || ' minutes'
        || case when outcome = 'one_worker' then ' for one worker of two' when seats = 2 then ' for two workers' else '' end
        || ': ' || actual || ' worked' || if(seats = 2, ' together', '') || ', 15-minute bands to the nearest.'
    end as reason
  from rated order by visit_ref
) to ${text(out)} (header, delimiter ',')`

const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()
await connection.run(SQL)
connection.closeSync()
instance.closeSync()
