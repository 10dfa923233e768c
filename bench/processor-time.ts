import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second. */
const TICK_US = 10_000

/** Processor time that a process and those it started have used, in microseconds; 0 where the system does not tell. */
export function cpuUsOf(pid: number): number {
  let ticks = 0
  for (const name of processes()) {
    const fields = statOf(name)
    const isOurs = Number(name) === pid || Number(fields?.[1]) === pid
    if (fields && isOurs) ticks += Number(fields[11]) + Number(fields[12])
    // Children that ended are counted with their parent.
    if (fields && Number(name) === pid) ticks += Number(fields[13]) + Number(fields[14])
  }
  return ticks * TICK_US
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** The fields of `/proc/PID/stat` that follow the name: state, parent, … */
function statOf(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
