/** The product's sign. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg viewBox="0 0 28 28" width={size} height={size} aria-hidden="true">
      <path d="M22.6 9.2A10 10 0 1 0 24 14" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="14" cy="14" r="2.6" fill="currentColor" />
      <circle cx="24.3" cy="5.2" r="2.6" fill="var(--accent)" />
    </svg>
  );
}
