/** A made-up month of visits and its call log, as a large council would send them; the same seed gives the same bytes. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type Month = { readonly planned: string; readonly log: string; readonly card: string }

const CARD = {
  card: 'HC-2026',
  from: '2026-04-06',
  to: null,
  payment: { rule: 'banded', increment: 15, mode: 'nearest', cap_at_planned: false, no_log_out: 'query' },
  rate_at: 'start',
  rates: [
    { service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 2164 },
    { service: 'home_care', zone: 'any', day: 'weekend', from: '00:00', to: '24:00', pence_per_hour: 2380 },
    { service: 'home_care', zone: 'rural', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 2312 },
    { service: 'home_care', zone: 'rural', day: 'weekend', from: '00:00', to: '24:00', pence_per_hour: 2544 },
  ],
}

const LENGTHS = [15, 30, 30, 30, 45, 45, 60]
const HOURS = [7, 8, 9, 12, 13, 17, 18, 20, 21]
const DAYS = 30
const FLUSH = 1 << 20

/** Writes planned-visits.csv, call-log.csv and rate-card.json for September 2026: about as many log rows as visits. */
export function generateMonth(folder: string, visits: number, seed = 1): Month {
  mkdirSync(folder, { recursive: true })
  const month = {
    planned: join(folder, 'planned-visits.csv'),
    log: join(folder, 'call-log.csv'),
    card: join(folder, 'rate-card.json'),
  }
  const planned = new LineFile(month.planned)
  const log = new LineFile(month.log)
  planned.add('visit_ref,person_ref,provider_ref,contract_ref,service,zone,start,minutes,workers,time_critical')
  log.add('log_ref,visit_ref,person_ref,worker_ref,in_at,out_at,in_source,out_source,reason_code')
  const random = dice(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const september = Date.UTC(2026, 8, 1) / 1000
  let logRef = 0
  for (let i = 0; i < visits; i++) {
    const person = Math.floor(random() * (visits / 90 + 1))
    const minutes = pick(LENGTHS)
    const workers = random() < 0.08 ? 2 : 1
    const start = september + Math.floor((i / visits) * DAYS) * 86_400 + pick(HOURS) * 3600 + pick([0, 15, 30, 45]) * 60
    const visitRef = `V${String(i).padStart(7, '0')}`
    const personRef = `P-${String(person).padStart(5, '0')}`
    const zone = person % 3 === 0 ? 'rural' : 'urban'
    const critical = random() < 0.05 ? 'yes' : 'no'
    const provider = person % 64
    planned.add(
      `${visitRef},${personRef},1-${1000 + provider},CT-${100 + provider},home_care,${zone},${utc(start)},${minutes},${workers},${critical}`,
    )
    const came = random() < 0.02 ? 0 : workers === 2 && random() < 0.1 ? 1 : workers
    for (let worker = 0; worker < came; worker++) {
      const login = start + Math.floor((random() - 0.4) * 1200)
      const logout = login + Math.max(60, Math.floor(minutes * 60 * (0.7 + random() * 0.5)))
      const manual = random() < 0.06
      const source = manual ? 'manual' : pick(['app_gps', 'app_gps', 'tag', 'landline'])
      const out = random() < 0.01 ? ['', ''] : [utc(logout), source]
      log.add(
        `L${String(logRef++).padStart(7, '0')},${visitRef},${personRef},W-${String((person * 7 + worker * 13 + (i % 5)) % 9000).padStart(4, '0')},${utc(login)},${out[0]},${source},${out[1]},${manual ? 'device_fault' : ''}`,
      )
    }
  }
  planned.close()
  log.close()
  const card = new LineFile(month.card)
  card.add(JSON.stringify(CARD, undefined, 2))
  card.close()
  return month
}

const utc = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

/** mulberry32: small, seeded, good enough to make up a month. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

class LineFile {
  readonly #file: number
  #lines: string[] = []
  #size = 0

  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  add(line: string): void {
    this.#lines.push(line)
    this.#size += line.length
    if (this.#size > FLUSH) this.#flush()
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    if (this.#lines.length > 0) writeSync(this.#file, `${this.#lines.join('\n')}\n`)
    this.#lines = []
    this.#size = 0
  }
}
