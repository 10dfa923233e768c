import { useEffect, useId, useRef } from 'react'
import {
  Bar,
  CartesianGrid,
  BarChart as Chart,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  useActiveTooltipLabel,
  XAxis,
  YAxis,
} from 'recharts'

export type Series = { readonly key: string; readonly label: string; readonly color: string; readonly dashed?: boolean }
export type Point = { readonly x: string; readonly [series: string]: string | number | null }

const AXIS = { fontSize: 11, fill: 'var(--ink-3)', fontFamily: 'inherit' } as const
const HEIGHT = 210

const tip = {
  contentStyle: {
    background: 'var(--raised)',
    border: 0,
    borderRadius: 8,
    boxShadow: 'var(--shadow-pop)',
    color: 'var(--ink)',
    fontSize: 12,
  },
  labelStyle: { color: 'var(--ink-3)' },
  itemStyle: { color: 'var(--ink)' },
  cursor: { fill: 'var(--hover)', stroke: 'var(--line-strong)' },
} as const

type Shared = {
  label: string
  points: readonly Point[]
  series: readonly Series[]
  xText: (x: string) => string
  yText: (y: number) => string
}

/** Bars by day, stacked. Arrow keys walk along them; `onOpen` is what a click or Enter on a day opens. */
export function BarChart({
  label,
  points,
  series,
  xText,
  yText,
  limit,
  onOpen,
}: Shared & { limit?: { at: number; label: string } | undefined; onOpen?: ((x: string) => void) | undefined }) {
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <Chart data={[...points]} margin={{ top: 14, right: 4, bottom: 0, left: 0 }} title={label} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="x" tick={AXIS} tickFormatter={xText} axisLine={false} tickLine={false} minTickGap={28} />
        <YAxis tick={AXIS} tickFormatter={yText} axisLine={false} tickLine={false} width={52} allowDecimals={false} />
        <Tooltip {...tip} labelFormatter={(x) => xText(String(x))} formatter={(y, name) => [yText(Number(y)), name]} />
        {limit && (
          <ReferenceLine
            y={limit.at}
            ifOverflow="extendDomain"
            stroke="var(--ink-3)"
            strokeDasharray="4 3"
            label={{ value: limit.label, position: 'insideTopRight', fontSize: 11, fill: 'var(--ink-2)' }}
          />
        )}
        {onOpen && <OpenByEnter onOpen={onOpen} />}
        {series.map(({ key, label: name, color }) => (
          <Bar
            key={key}
            dataKey={key}
            name={name}
            stackId="all"
            fill={color}
            maxBarSize={28}
            isAnimationActive={false}
            {...(onOpen
              ? { onClick: (bar: { payload?: Point }) => bar.payload && onOpen(bar.payload.x), cursor: 'pointer' }
              : {})}
          />
        ))}
      </Chart>
    </ResponsiveContainer>
  )
}

/** Enter opens the day that the arrow keys came to, as a click on its bar does. */
function OpenByEnter({ onOpen }: { onOpen: (x: string) => void }) {
  const day = useActiveTooltipLabel()
  const here = useRef<SVGGElement>(null)
  useEffect(() => {
    const chart = here.current?.ownerSVGElement
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && day !== undefined) onOpen(String(day))
    }
    chart?.addEventListener('keydown', press)
    return () => chart?.removeEventListener('keydown', press)
  }, [day, onOpen])
  return <g ref={here} />
}

/** Lines by day or hour; a gap is where nothing was measured. */
export function LinesChart({ label, points, series, xText, yText, ticks }: Shared & { ticks?: readonly number[] }) {
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <LineChart data={[...points]} margin={{ top: 14, right: 8, bottom: 0, left: 0 }} title={label} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="x" tick={AXIS} tickFormatter={xText} axisLine={false} tickLine={false} minTickGap={28} />
        <YAxis
          tick={AXIS}
          tickFormatter={yText}
          axisLine={false}
          tickLine={false}
          width={64}
          {...(ticks ? { ticks: [...ticks], domain: [0, ticks.at(-1) ?? 'auto'] } : {})}
        />
        <Tooltip {...tip} labelFormatter={(x) => xText(String(x))} formatter={(y, name) => [yText(Number(y)), name]} />
        {series.map(({ key, label: name, color, dashed }) => (
          <Line
            key={key}
            dataKey={key}
            name={name}
            stroke={color}
            strokeWidth={1.75}
            {...(dashed ? { strokeDasharray: '4 3' } : {})}
            dot={points.length <= 14 ? { r: 2, fill: color } : false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  )
}

export type Marked = { readonly x: string; readonly label: string }

const RATING_TOP = 8
const RATING_PLOT = 48
const RATING_AXIS = 30
/** Each level of a rating has its own colour, wherever the line stands on it. */
const LEVELS = [
  ['0', '0.3', 'var(--success)'],
  ['0.3', '0.7', 'var(--warn)'],
  ['0.7', '1', 'var(--danger)'],
] as const

/** A rating by day as steps on three levels, with what happened pinned on it. */
export function RatingChart({
  label,
  points,
  xText,
  levelText,
  pins,
}: {
  label: string
  points: readonly { readonly x: string; readonly level: number | null }[]
  xText: (x: string) => string
  levelText: (level: number) => string
  pins: readonly Marked[]
}) {
  const fill = useId()
  return (
    <ResponsiveContainer width="100%" height={RATING_TOP + RATING_PLOT + RATING_AXIS}>
      <LineChart data={[...points]} margin={{ top: RATING_TOP, right: 8, bottom: 0, left: 0 }} title={label} accessibilityLayer>
        <defs>
          <linearGradient id={fill} gradientUnits="userSpaceOnUse" x1="0" x2="0" y1={RATING_TOP} y2={RATING_TOP + RATING_PLOT}>
            {LEVELS.map(([from, to, color]) => [
              <stop key={from} offset={from} stopColor={color} />,
              <stop key={to} offset={to} stopColor={color} />,
            ])}
          </linearGradient>
        </defs>
        <XAxis
          dataKey="x"
          height={RATING_AXIS}
          tick={AXIS}
          tickFormatter={xText}
          axisLine={{ stroke: 'var(--line)' }}
          tickLine={false}
          minTickGap={40}
        />
        <YAxis
          domain={[0.7, 3.3]}
          ticks={[1, 2, 3]}
          tick={AXIS}
          tickFormatter={levelText}
          axisLine={false}
          tickLine={false}
          width={58}
        />
        <Tooltip {...tip} labelFormatter={(x) => xText(String(x))} formatter={(level) => [levelText(Number(level)), label]} />
        {pins.map((pin) => (
          <ReferenceLine key={`${pin.x} ${pin.label}`} x={pin.x} stroke="var(--ink-3)" strokeDasharray="2 3" />
        ))}
        <Line dataKey="level" type="stepAfter" stroke={`url(#${fill})`} strokeWidth={2} dot={false} isAnimationActive={false} />
      </LineChart>
    </ResponsiveContainer>
  )
}
