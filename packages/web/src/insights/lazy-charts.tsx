import { type ComponentProps, lazy, Suspense } from 'react'

/** Charts come with a library of their own, which only who looks at one has to fetch. Their room is kept meanwhile. */
const BarChart = lazy(() => import('./charts.tsx').then((charts) => ({ default: charts.BarChart })))
const LinesChart = lazy(() => import('./charts.tsx').then((charts) => ({ default: charts.LinesChart })))
const RatingChart = lazy(() => import('./charts.tsx').then((charts) => ({ default: charts.RatingChart })))

export const LazyBarChart = (props: ComponentProps<typeof BarChart>) => (
  <Suspense fallback={<div className="h-[210px]" />}>
    <BarChart {...props} />
  </Suspense>
)
export const LazyLinesChart = (props: ComponentProps<typeof LinesChart>) => (
  <Suspense fallback={<div className="h-[210px]" />}>
    <LinesChart {...props} />
  </Suspense>
)
export const LazyRatingChart = (props: ComponentProps<typeof RatingChart>) => (
  <Suspense fallback={<div className="h-[86px]" />}>
    <RatingChart {...props} />
  </Suspense>
)
