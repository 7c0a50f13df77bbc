const WIDE = 84;
const HIGH = 22;

/** Alerts shown a day, seven days, today last. Grey: a count is not a severity. */
export function Bars({ values, label }: { values: number[]; label: string }) {
  const most = Math.max(1, ...values);
  const step = WIDE / Math.max(1, values.length);
  return (
    <svg className="spark" width={WIDE} height={HIGH} role="img" aria-label={`${label}: ${values.join(', ')}`}>
      {values.map((value, place) => {
        const height = Math.max(1.5, (value / most) * (HIGH - 1));
        // A day has no identity but its place.
        return <rect key={place} x={place * step} y={HIGH - height} width={step - 2} height={height} rx="1" />;
      })}
    </svg>
  );
}
