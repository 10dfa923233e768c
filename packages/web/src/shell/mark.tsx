/** A window on a hinge. */
export const Mark = ({ size = 20 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" className="flex-none" aria-hidden="true">
    <path d="M9.5 3.6h5.2c1.1 0 1.9.8 1.9 1.9v9c0 1.1-.8 1.9-1.9 1.9H9.5" fill="none" stroke="currentColor" strokeWidth="1.7" />
    <path d="M3.2 4.7 10 1.5v17L3.2 15.3z" fill="currentColor" />
  </svg>
)
