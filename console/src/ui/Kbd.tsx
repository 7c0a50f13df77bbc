/** A key or a row of keys (`"G O"` is G, then O; `"Ctrl+S"` both at once). Read to nobody: the act has its own name. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="kbds" aria-hidden="true">
      {keys.split(' ').map((key, place) => (
        <kbd key={`${key}${place}`}>{key.replace('+', ' ')}</kbd>
      ))}
    </span>
  );
}
